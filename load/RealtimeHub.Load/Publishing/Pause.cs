using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RealtimeHub.Load.Publishing;

/// <summary>
/// Blocks a publisher's thread until an event is due. A timer of the runtime is good to a millisecond, in which four events may be
/// due; the kernel's clock is good to some fifty microseconds, and costs nothing while it waits.
/// </summary>
internal static partial class Pause
{
    private const int Monotonic = 1; // CLOCK_MONOTONIC, the clock of Stopwatch.
    private const int Absolute = 1; // TIMER_ABSTIME
    private const long NanosecondsPerSecond = 1_000_000_000;

    // How late an interrupted run may notice it.
    private const long LongestNap = NanosecondsPerSecond / 20;

    /// <param name="due">A timestamp of <see cref="Stopwatch"/>; returns at once when it is over.</param>
    /// <param name="stop">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    public static void Until(long due, CancellationToken stop)
    {
        for (var now = Stopwatch.GetTimestamp(); now < due; now = Stopwatch.GetTimestamp())
        {
            stop.ThrowIfCancellationRequested();
            SleepUntil(Math.Min(due, now + LongestNap));
        }

        stop.ThrowIfCancellationRequested();
    }

    private static void SleepUntil(long timestamp)
    {
        var wake = new TimeSpec { Seconds = timestamp / NanosecondsPerSecond, Nanoseconds = timestamp % NanosecondsPerSecond };
        _ = ClockNanosleep(Monotonic, Absolute, in wake, 0); // a signal may end it early; the caller looks at the clock again
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in TimeSpec request, nint remain);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
