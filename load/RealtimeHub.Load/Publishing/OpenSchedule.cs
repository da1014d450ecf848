using System.Diagnostics;

namespace RealtimeHub.Load.Publishing;

/// <summary>Times that do not move when a server is slow: its delay is then seen in the latency.</summary>
internal sealed class OpenSchedule : ISchedule
{
    private readonly long _start;
    private readonly double _ticksBetween;
    private readonly int _atOnce;
    private readonly int _topics;

    /// <param name="start">When the first event is due.</param>
    /// <param name="rate">Events a second.</param>
    /// <param name="seconds">How long it lasts.</param>
    /// <param name="topics">How many topics take turns.</param>
    /// <param name="atOnce">How many are due at one moment; the rate stays, the moments are farther apart.</param>
    public OpenSchedule(long start, double rate, double seconds, int topics = 1, int atOnce = 1)
    {
        (_start, _ticksBetween, _topics, _atOnce) = (start, Stopwatch.Frequency / rate, topics, atOnce);
        End = start + (long)(seconds * Stopwatch.Frequency);
        var moments = Math.Ceiling(Math.Round((End - start) / (_ticksBetween * atOnce), 6));
        Count = (long)moments * atOnce;
    }

    public long Count { get; }

    /// <summary>What a server that is too slow gets after the end, before the rest is given up, in seconds.</summary>
    public double Grace { get; init; } = 10;

    public long End { get; }

    public long GiveUpAt => End + (long)(Grace * Stopwatch.Frequency);

    public long DueAt(long index) => _start + (long)(index / _atOnce * _atOnce * _ticksBetween);

    public int TopicAt(long index) => (int)(index % _topics);
}
