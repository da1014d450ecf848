using System.Diagnostics;
using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Publishing;

/// <summary>Waits for the answer to each request before it sends the next. It runs on a thread of its own, which sleeps until an event is due.</summary>
/// <param name="own">The topics that it publishes to.</param>
/// <param name="numbers">What the events of each topic are called.</param>
/// <param name="sender">How events go: one by one, or several in a request.</param>
internal sealed class Publisher(OwnTopics own, TopicNumbers numbers, ISender sender) : IPublisher
{
    public PublishTally Tally { get; } = new();

    public void Run(ISchedule schedule, CancellationToken stop)
    {
        var due = new List<EventMark>(sender.MaxEvents);
        for (var index = own.Next(schedule, 0); index < schedule.Count; index = own.Next(schedule, index + 1))
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
        var next = own.Next(schedule, index + 1);
        return count < sender.MaxEvents && next < schedule.Count && schedule.DueAt(next) <= Stopwatch.GetTimestamp();
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
            foreach (var mark in events) Answered(mark);
            foreach (var (index, reason) in refused) Refuse(events[index], reason);
            Tally.Answered(events.Count - refused.Count, start, sender.AnsweredAt, events[0].Due);
        }
        catch (PublishException e) when (e.MayBeTaken)
        {
            foreach (var mark in events) numbers.Use(mark.Topic);
            Tally.NotAnswered(events.Count, e.Message);
        }
        catch (PublishException e)
        {
            Tally.NotTaken(events.Count, e.Message);
        }

        Tally.ThrowIfHopeless();
        events.Clear();
    }

    private void Answered(in EventMark mark)
    {
        numbers.Use(mark.Topic);
        numbers.Answered(mark.Topic, mark.Sequence);
    }

    private void Refuse(in EventMark mark, string reason)
    {
        numbers.Skip(mark.Topic);
        Tally.NotTaken(1, reason);
    }
}
