using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Publishing;

/// <summary>All events that are due go in one request, up to a number.</summary>
internal sealed class BatchSender(IBatchChannel channel, int bytes, int maxEvents) : ISender
{
    private readonly EventData[] _data = [.. Enumerable.Range(0, maxEvents).Select(_ => new EventData(bytes))];
    private readonly List<OutgoingEvent> _outgoing = new(maxEvents);

    public int MaxEvents => maxEvents;

    public long AnsweredAt => channel.AnsweredAt;

    public IReadOnlyList<(int Index, string Reason)> Send(IReadOnlyList<EventMark> events, CancellationToken stop)
    {
        _outgoing.Clear();
        for (var i = 0; i < events.Count; i++) _outgoing.Add(new OutgoingEvent(events[i].Topic, _data[i].Write(events[i])));
        var reasons = channel.PublishAsync(_outgoing, stop).AsTask().GetAwaiter().GetResult();
        return [.. reasons.Index().Where(reason => reason.Item is not null).Select(reason => (reason.Index, reason.Item!))];
    }
}
