using System.Diagnostics;

namespace RealtimeHub.Load.Publishing;

/// <summary>When each event is due. The times do not move when a server is slow: its delay is then seen in the latency.</summary>
internal sealed class Schedule
{
    private readonly double _ticksBetween;

    public Schedule(long start, double rate, TimeSpan length)
    {
        Start = start;
        End = start + Ticks(length);
        _ticksBetween = Stopwatch.Frequency / rate;
        Count = (int)Math.Ceiling((End - start) / _ticksBetween);
    }

    public long Start { get; }

    public long End { get; }

    public int Count { get; }

    public long DueAt(int index) => Start + (long)(index * _ticksBetween);

    public static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Waits for a moment of <see cref="Stopwatch"/>; to about a millisecond, which a timer cannot do better.</summary>
    public static async ValueTask WaitUntilAsync(long timestamp, CancellationToken stop)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp);
        if (left > TimeSpan.Zero) await Task.Delay(left, TimeProvider.System, stop);
    }
}
