namespace RealtimeHub.Load.Engine.Native;

/// <summary>Lets other threads wake one that waits for sockets (an eventfd).</summary>
internal sealed unsafe class Waker : IDisposable
{
    public int File { get; } = Libc.Check(Libc.EventFile(0, LinuxNumbers.NonBlockingCloseOnExec), "eventfd");

    public void Wake()
    {
        var one = 1UL;
        Libc.Write(File, &one, sizeof(ulong));
    }

    /// <summary>What woke is dealt with.</summary>
    public void Reset()
    {
        ulong count;
        Libc.Read(File, &count, sizeof(ulong));
    }

    public void Dispose() => Libc.Close(File);
}
