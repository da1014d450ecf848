namespace RealtimeHub.Load.Engine.Native;

/// <summary>Constants of Linux, under names that say what they are for.</summary>
internal static class LinuxNumbers
{
    public const int Internet = 2; // AF_INET
    public const int StreamNonBlockingCloseOnExec = 1 | 0x800 | 0x80000; // SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC
    public const int NonBlockingCloseOnExec = 0x800 | 0x80000; // EFD_NONBLOCK | EFD_CLOEXEC
    public const int PollCloseOnExec = 0x80000; // EPOLL_CLOEXEC
    public const int NoSignal = 0x4000; // MSG_NOSIGNAL

    public const int LevelSocket = 1; // SOL_SOCKET
    public const int LevelIp = 0; // IPPROTO_IP
    public const int LevelTcp = 6; // IPPROTO_TCP
    public const int OptionError = 4; // SO_ERROR
    public const int OptionReceiveBuffer = 8; // SO_RCVBUF
    public const int OptionLinger = 13; // SO_LINGER
    public const int OptionTimestamps = 35; // SO_TIMESTAMPNS, as systems of 64 bits know it
    public const int OptionBindAddressNoPort = 24; // IP_BIND_ADDRESS_NO_PORT
    public const int OptionNoDelay = 1; // TCP_NODELAY
    public const int OptionMaxSegment = 2; // TCP_MAXSEG

    public const int PollAdd = 1; // EPOLL_CTL_ADD
    public const int PollChange = 3; // EPOLL_CTL_MOD
    public const uint Readable = 0x1; // EPOLLIN
    public const uint Writable = 0x4; // EPOLLOUT
    public const uint Failed = 0x8; // EPOLLERR
    public const uint HungUp = 0x10; // EPOLLHUP
    public const uint PeerClosed = 0x2000; // EPOLLRDHUP
    public const uint EdgeTriggered = 0x80000000; // EPOLLET

    public const int Interrupted = 4; // EINTR
    public const int Again = 11; // EAGAIN
    public const int TooManyFiles = 24; // EMFILE
    public const int NoFreeAddress = 99; // EADDRNOTAVAIL
    public const int ConnectionReset = 104; // ECONNRESET
    public const int TimedOut = 110; // ETIMEDOUT
    public const int InProgress = 115; // EINPROGRESS

    public const int UsageOfProcess = 0; // RUSAGE_SELF
    public const int UsageOfThread = 1; // RUSAGE_THREAD
}
