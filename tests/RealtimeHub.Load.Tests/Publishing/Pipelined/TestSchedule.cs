using System.Diagnostics;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Tests.Publishing.Pipelined;

/// <summary>Events that are all due already, and two topics that take turns.</summary>
internal sealed class TestSchedule(int count) : ISchedule
{
    public const int Topics = 2;

    private readonly long _start = Stopwatch.GetTimestamp();
    private int _asked;

    public long Count => count;

    public long End => _start;

    /// <summary>Never before the last event was sent; asked for once for each, and once for the answers.</summary>
    public long GiveUpAt => _asked++ < count ? _start + (60 * Stopwatch.Frequency) : _start;

    public long DueAt(long index) => _start;

    public int TopicAt(long index) => (int)(index % Topics);
}
