using System.Runtime.InteropServices;

namespace RealtimeHub.Transport.Native;

/// <summary>
/// An epoll instance. A socket is watched edge-triggered for everything at once: one call when it begins, and none after that.
/// </summary>
internal sealed unsafe class Poll : IDisposable
{
    private const int Max = 512;

    // The kernel packs the structure on x86-64, and nowhere else.
    private static readonly int Width = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int TagAt = Width - sizeof(ulong);

    private readonly int _file = Libc.Check(Libc.PollCreate(LinuxNumbers.PollCloseOnExec), "epoll_create1");
    private readonly byte[] _events = GC.AllocateArray<byte>(Max * Width, pinned: true);

    private byte* First => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_events, 0);

    /// <summary>One of the notices of the last <see cref="Wait"/>: what it is about, and what happened.</summary>
    public (ulong Tag, uint Events) this[int index]
    {
        get
        {
            var at = First + (index * Width);
            return (*(ulong*)(at + TagAt), *(uint*)at);
        }
    }

    /// <summary>Waits for notices. They are valid until the next call.</summary>
    /// <param name="milliseconds">How long at most; -1 is for ever.</param>
    /// <returns>How many there are.</returns>
    public int Wait(int milliseconds)
    {
        var count = Libc.PollWait(_file, First, Max, milliseconds);
        if (count >= 0) return count;
        return Libc.LastError == LinuxNumbers.Interrupted ? 0 : Libc.Check(count, "epoll_wait");
    }

    /// <returns>False when the kernel has no room for another one.</returns>
    public bool TryAdd(int file, ulong tag, uint events)
    {
        var one = stackalloc byte[Width];
        *(uint*)one = events;
        *(ulong*)(one + TagAt) = tag;
        return Libc.PollControl(_file, LinuxNumbers.PollAdd, file, one) >= 0;
    }

    public void Remove(int file)
    {
        // Old kernels want a pointer, though they do not read it.
        var one = stackalloc byte[Width];
        _ = Libc.PollControl(_file, LinuxNumbers.PollRemove, file, one);
    }

    public void Dispose() => _ = Libc.Close(_file);
}
