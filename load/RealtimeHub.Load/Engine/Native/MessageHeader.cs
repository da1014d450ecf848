using System.Runtime.InteropServices;

namespace RealtimeHub.Load.Engine.Native;

/// <summary>What recvmsg is told, and where it says more than the bytes (msghdr of a 64-bit system).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public void* Name;
    public ulong NameLength;
    public MessagePart* Parts;
    public nuint PartCount;
    public ArrivalNote* Notes;
    public nuint NotesLength;
    public ulong Flags;
}

/// <summary>Where received bytes go (iovec).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessagePart
{
    public byte* First;
    public nuint Length;
}

/// <summary>The kernel's note of when it received something (cmsghdr with a timespec).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ArrivalNote
{
    public nuint Length;
    public int Level;
    public int Kind;
    public long Seconds;
    public long Nanoseconds;

    /// <summary>Whether it is one: without a note the kernel leaves the room for it as it was.</summary>
    public readonly bool IsThere => Level == LinuxNumbers.LevelSocket && Kind == LinuxNumbers.OptionTimestamps;
}
