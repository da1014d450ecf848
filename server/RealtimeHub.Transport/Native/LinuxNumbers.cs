namespace RealtimeHub.Transport.Native;

/// <summary>Constants of Linux, under names that say what they are for. They are the same on x86-64 and arm64.</summary>
internal static class LinuxNumbers
{
    public const int NonBlockingCloseOnExec = 0x800 | 0x80000; // SOCK_NONBLOCK | SOCK_CLOEXEC, and the same for eventfd
    public const int PollCloseOnExec = 0x80000; // EPOLL_CLOEXEC
    public const int NoSignal = 0x4000; // MSG_NOSIGNAL
    public const int WriteSide = 1; // SHUT_WR

    public const int LevelSocket = 1; // SOL_SOCKET
    public const int OptionLinger = 13; // SO_LINGER
    public const int LevelTcp = 6; // IPPROTO_TCP
    public const int OptionNoDelay = 1; // TCP_NODELAY

    public const int Internet = 2; // AF_INET
    public const int Internet6 = 10; // AF_INET6

    public const int PollAdd = 1; // EPOLL_CTL_ADD
    public const int PollRemove = 2; // EPOLL_CTL_DEL
    public const uint Readable = 0x1; // EPOLLIN
    public const uint Writable = 0x4; // EPOLLOUT
    public const uint Failed = 0x8; // EPOLLERR
    public const uint HungUp = 0x10; // EPOLLHUP
    public const uint PeerClosed = 0x2000; // EPOLLRDHUP
    public const uint EdgeTriggered = 0x80000000; // EPOLLET

    public const int Interrupted = 4; // EINTR
    public const int Again = 11; // EAGAIN
    public const int OutOfMemory = 12; // ENOMEM
    public const int TooManyFilesInSystem = 23; // ENFILE
    public const int TooManyFiles = 24; // EMFILE
    public const int NoBuffers = 105; // ENOBUFS
}
