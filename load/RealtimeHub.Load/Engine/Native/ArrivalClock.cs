using System.Diagnostics;

namespace RealtimeHub.Load.Engine.Native;

/// <summary>
/// Turns the kernel's notes of when something came, which are wall clock, into timestamps of <see cref="Stopwatch"/>. The
/// distance between both clocks is read again every 10 ms, since the wall clock may be set.
/// </summary>
internal sealed class ArrivalClock
{
    private const int Attempts = 5;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private static readonly long LongestAge = Stopwatch.Frequency / 100;
    private static readonly long UnixEpochTicks = DateTime.UnixEpoch.Ticks;

    private long _offset;
    private long _setAt;

    public ArrivalClock() => Set();

    /// <param name="note">What the kernel said of some bytes.</param>
    /// <param name="now">When they were read.</param>
    /// <returns>When they came: the kernel's word, unless there is none, or the wall clock was set in between.</returns>
    public long TimeOf(in ArrivalNote note, long now)
    {
        if (!note.IsThere) return now;
        if (now - _setAt >= LongestAge) Set();
        return Math.Min(now, (note.Seconds * NanosecondsPerSecond) + note.Nanoseconds + _offset);
    }

    /// <summary>Reads both clocks. The pair that took the least time is the one that nothing came between.</summary>
    private void Set()
    {
        var least = long.MaxValue;
        for (var i = 0; i < Attempts; i++)
        {
            var before = Stopwatch.GetTimestamp();
            var wall = (TimeProvider.System.GetUtcNow().UtcTicks - UnixEpochTicks) * TimeSpan.NanosecondsPerTick;
            var took = Stopwatch.GetTimestamp() - before;
            if (took >= least) continue;
            (least, _offset, _setAt) = (took, before + (took / 2) - wall, before);
        }
    }
}
