using RealtimeHub.Transport.Loops;
using RealtimeHub.Transport.Native;

namespace RealtimeHub.Transport.Sockets;

/// <summary>
/// A connected TCP socket of a loop. Its descriptor is used under the gate alone, and closing takes the same gate: so no call can reach
/// another connection that got the same number.
/// </summary>
internal sealed partial class LoopSocket : ISocketWatcher, ILoopWork
{
    private const uint AllEvents = LinuxNumbers.Readable | LinuxNumbers.Writable | LinuxNumbers.PeerClosed | LinuxNumbers.EdgeTriggered;
    private const uint InputEvents = LinuxNumbers.Readable | LinuxNumbers.PeerClosed | LinuxNumbers.HungUp | LinuxNumbers.Failed;
    private const uint OutputEvents = LinuxNumbers.Writable | LinuxNumbers.HungUp | LinuxNumbers.Failed;

    private readonly int _file;
    private ulong? _tag;

    // Guarded by the gate.
    private bool _isClosed;
    private bool _isSealed;
    private SendQueue? _unsent;

    // Touched only by the loop.
    private bool _isReadable;
    private bool _isReading;

    private LoopSocket(int file, EventLoop loop, ISocketOwner owner) => (_file, Loop, Owner) = (file, loop, owner);

    public EventLoop Loop { get; }

    /// <summary>Changed on the loop only.</summary>
    public ISocketOwner Owner { get; set; }

    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Whether an owner has been told that it is closed. On the loop.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Takes a descriptor over and begins to watch it. On the loop.</summary>
    /// <returns>Null when the kernel cannot watch another one; the descriptor is closed.</returns>
    public static LoopSocket? Open(int file, EventLoop loop, ISocketOwner owner)
    {
        var socket = new LoopSocket(file, loop, owner);
        socket._tag = loop.Watch(file, socket, AllEvents);
        if (socket._tag is not null) return socket;
        _ = Libc.Close(file);
        return null;
    }

    public void Notice(uint events)
    {
        if ((events & OutputEvents) != 0) SendOn();
        if ((events & InputEvents) == 0) return;
        _isReadable = true;
        _hasEnded |= (events & ~LinuxNumbers.Readable & InputEvents) != 0;
        Read();
    }

    public void LoopEnds() => Close();

    /// <summary>Work that was posted to the loop: to read on, or to be done with a closed socket.</summary>
    public void Run()
    {
        if (!IsClosed) Read();
        else if (!IsOver) TellClosed();
    }

    /// <summary>Says that nothing more will be sent, so that the client sees the end. What was sent before still arrives.</summary>
    public void EndOutput()
    {
        lock (this)
        {
            if (!_isClosed) _ = Libc.Shutdown(_file, LinuxNumbers.WriteSide);
        }
    }

    /// <summary>Closes the socket. What the kernel has still arrives, as long as the client takes it. May be called on any thread.</summary>
    public void Close() => Close(reset: false);

    /// <summary>Closes the socket with a reset: whatever has not arrived is lost, and the kernel keeps nothing. May be called on any thread.</summary>
    public void Abort() => Close(reset: true);

    private unsafe void Close(bool reset)
    {
        SendQueue? unsent;
        lock (this)
        {
            if (_isClosed) return;

            // Whoever wrote it was told that it is sent.
            if (!reset) _ = TrySendGathered();
            Volatile.Write(ref _isClosed, true);
            (unsent, _unsent) = (_unsent, null);
            DropGathered();
            if (reset)
            {
                var linger = 1L; // on, and for 0 seconds
                _ = Libc.SetOption(_file, LinuxNumbers.LevelSocket, LinuxNumbers.OptionLinger, &linger, sizeof(long));
            }

            // The kernel takes it out of the poll by itself.
            _ = Libc.Close(_file);
        }

        Loop.Post(this);
        if (unsent is null) return;
        foreach (var waiter in unsent.Drop()) waiter.Finished(taken: false);
    }

    private void TellClosed()
    {
        IsOver = true;
        Loop.Forget(_tag!.Value);
        Owner.Closed();
    }
}
