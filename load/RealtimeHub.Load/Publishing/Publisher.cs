using System.Diagnostics;
using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Publishing;

/// <summary>
/// Publishes the events of the topics that it owns, one request after the other: only so is the order of a topic defined. It runs
/// on a thread of its own, which sleeps until an event is due.
/// </summary>
/// <param name="number">Which of the publishers it is, from 0.</param>
/// <param name="publishers">How many there are: it owns each topic whose number divided by this leaves its own.</param>
/// <param name="numbers">What the events of each topic are called.</param>
/// <param name="sender">How events go: one by one, or several in a request.</param>
internal sealed class Publisher(int number, int publishers, TopicNumbers numbers, ISender sender)
{
    // With so many failures, or failures for so long, and not one success there is nothing to be measured.
    private const int MaxFailures = 100;
    private static readonly TimeSpan MaxFailing = TimeSpan.FromSeconds(5);

    private static readonly long TicksPerMicrosecond = Stopwatch.Frequency / 1_000_000;

    private long _measureFrom = long.MaxValue;
    private long? _firstFailure;

    public PublishTally Tally { get; } = new();

    /// <summary>Answers count from this moment.</summary>
    public void MeasureFrom(long timestamp) => Volatile.Write(ref _measureFrom, timestamp);

    /// <summary>Publishes all of its events, those that the server is too slow for left out. Blocks.</summary>
    public void Run(ISchedule schedule, CancellationToken stop)
    {
        var due = new List<EventMark>(sender.MaxEvents);
        for (var index = NextOwn(schedule, 0); index < schedule.Count; index = NextOwn(schedule, index + 1))
        {
            var moment = schedule.DueAt(index);
            Pause.Until(moment, stop);
            if (Stopwatch.GetTimestamp() >= schedule.GiveUpAt) return;
            due.Add(MarkOf(schedule.TopicAt(index), moment, due));
            if (!IsMore(schedule, index, due.Count)) Send(due, stop);
        }
    }

    /// <summary>Whether the next event goes with these.</summary>
    private bool IsMore(ISchedule schedule, long index, int count)
    {
        var next = NextOwn(schedule, index + 1);
        return count < sender.MaxEvents && next < schedule.Count && schedule.DueAt(next) <= Stopwatch.GetTimestamp();
    }

    private long NextOwn(ISchedule schedule, long index)
    {
        while (index < schedule.Count && schedule.TopicAt(index) % publishers != number) index++;
        return index;
    }

    private EventMark MarkOf(int topic, long due, List<EventMark> before)
    {
        var ahead = 0;
        foreach (var mark in before) if (mark.Topic == topic) ahead++;
        return new EventMark(topic, numbers.Next(topic, ahead), due);
    }

    private void Send(List<EventMark> events, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var refused = sender.Send(events, stop);
            foreach (var mark in events) numbers.Use(mark.Topic);
            foreach (var (index, reason) in refused) Refuse(events[index], reason);
            var took = (Stopwatch.GetTimestamp() - start) / TicksPerMicrosecond;
            Tally.Answered(events.Count - refused.Count, took, measured: events[0].Due >= Volatile.Read(ref _measureFrom));
        }
        catch (PublishException e)
        {
            if (e.MayBeTaken) foreach (var mark in events) numbers.Use(mark.Topic);
            Tally.NotTaken(events.Count, e.Message);
            _firstFailure ??= start;
        }

        if (IsHopeless()) throw new LoadException($"the server does not take events: {Tally.FirstError}");
        events.Clear();
    }

    private bool IsHopeless() =>
        Tally.Taken == 0 && _firstFailure is { } since && (Tally.Failed >= MaxFailures || Stopwatch.GetElapsedTime(since) > MaxFailing);

    private void Refuse(in EventMark mark, string reason)
    {
        numbers.Skip(mark.Topic);
        Tally.NotTaken(1, reason);
    }
}
