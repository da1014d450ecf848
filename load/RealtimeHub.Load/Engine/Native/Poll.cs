using System.Runtime.InteropServices;

namespace RealtimeHub.Load.Engine.Native;

/// <summary>
/// An epoll instance. Sockets are watched edge-triggered for everything at once: one call when a connection begins, and none
/// after that. A reader that stops at a short read has left nothing behind.
/// </summary>
internal sealed unsafe class Poll : IDisposable
{
    private const int Max = 512;
    private const int Width64 = 12;

    // The kernel packs the structure on x86-64, and nowhere else.
    private static readonly int Width = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? Width64 : 16;
    private static readonly int TagAt = Width - sizeof(ulong);

    private readonly int _file = Libc.Check(Libc.PollCreate(LinuxNumbers.PollCloseOnExec), "epoll");
    private readonly byte[] _events = GC.AllocateArray<byte>(Max * Width, pinned: true);

    /// <summary>Waits for notices. They are valid until the next call.</summary>
    /// <returns>How many there are.</returns>
    public int Wait(int milliseconds)
    {
        var count = Libc.PollWait(_file, First, Max, milliseconds);
        if (count >= 0) return count;
        return Marshal.GetLastPInvokeError() == LinuxNumbers.Interrupted ? 0 : Libc.Check(count, "epoll");
    }

    /// <summary>One of the notices of the last <see cref="Wait"/>: what it is about, and what happened.</summary>
    public (ulong Tag, uint Events) this[int index]
    {
        get
        {
            var at = First + (index * Width);
            return (*(ulong*)(at + TagAt), *(uint*)at);
        }
    }

    public void Add(int file, ulong tag, uint events) => Control(LinuxNumbers.PollAdd, file, tag, events);

    public void Change(int file, ulong tag, uint events) => Control(LinuxNumbers.PollChange, file, tag, events);

    public void Dispose() => Libc.Close(_file);

    private byte* First => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_events, 0);

    private void Control(int operation, int file, ulong tag, uint events)
    {
        var one = stackalloc byte[Width];
        *(uint*)one = events;
        *(ulong*)(one + TagAt) = tag;
        Libc.Check(Libc.PollControl(_file, operation, file, one), "epoll");
    }
}
