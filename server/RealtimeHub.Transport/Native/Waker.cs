namespace RealtimeHub.Transport.Native;

/// <summary>Lets other threads wake a loop that waits for sockets (an eventfd).</summary>
internal sealed unsafe class Waker : IDisposable
{
    private readonly Lock _gate = new();
    private bool _isClosed;

    public int File { get; } = Libc.Check(Libc.EventFile(0, LinuxNumbers.NonBlockingCloseOnExec), "eventfd");

    public void Wake()
    {
        var one = 1UL;
        lock (_gate)
        {
            if (!_isClosed) _ = Libc.Write(File, &one, sizeof(ulong));
        }
    }

    /// <summary>What woke is dealt with.</summary>
    public void Reset()
    {
        ulong count;
        _ = Libc.Read(File, &count, sizeof(ulong));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isClosed) _ = Libc.Close(File);
            _isClosed = true;
        }
    }
}
