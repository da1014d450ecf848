using System.Diagnostics;

namespace RealtimeHub.Load.Publishing;

/// <summary>Every event is due as soon as the one before was taken: for the question how many a server takes.</summary>
/// <param name="start">When the first is due.</param>
/// <param name="end">When it stops.</param>
/// <param name="topics">How many topics take turns.</param>
internal sealed class ClosedLoop(long start, long end, int topics) : ISchedule
{
    public long Count => long.MaxValue;

    public long End => end;

    public long GiveUpAt => end;

    public long DueAt(long index) => Math.Max(start, Stopwatch.GetTimestamp());

    public int TopicAt(long index) => (int)(index % topics);
}
