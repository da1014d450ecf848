using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RealtimeHub.Load.Publishing;

/// <summary>Blocks a thread until a socket has something to be read, or a moment has come: as exact as <see cref="Pause"/>.</summary>
internal static partial class InputWait
{
    private const short Readable = 1; // POLLIN; errors and the end of a connection are always told
    private const long NanosecondsPerSecond = 1_000_000_000;

    // How late an interrupted run may notice it.
    private const long LongestNap = NanosecondsPerSecond / 20;

    /// <param name="socket">Of this process.</param>
    /// <param name="until">A timestamp of <see cref="Stopwatch"/>; one that is over asks what is there already.</param>
    /// <param name="stop">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>False when the moment came first.</returns>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static bool Until(Socket socket, long until, CancellationToken stop)
    {
        for (var now = Stopwatch.GetTimestamp(); ; now = Stopwatch.GetTimestamp())
        {
            stop.ThrowIfCancellationRequested();
            if (HasInput(socket.SafeHandle, Math.Clamp(until - now, 0, LongestNap))) return true;
            if (now >= until) return false;
        }
    }

    private static bool HasInput(SafeSocketHandle handle, long nanoseconds)
    {
        var isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld); // or its number could be another file's meanwhile
            var question = new PollFile { File = (int)handle.DangerousGetHandle(), Events = Readable };
            var limit = new TimeSpec { Nanoseconds = nanoseconds };
            return Poll(ref question, 1, in limit, 0) > 0; // a signal may end it early; the caller looks at the clock again
        }
        finally
        {
            if (isHeld) handle.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int Poll(ref PollFile files, nuint count, in TimeSpec limit, nint signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFile
    {
        public int File;
        public short Events;
        public short Happened;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
