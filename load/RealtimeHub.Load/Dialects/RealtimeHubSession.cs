using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Dialects;

/// <summary>A session with RealtimeHub: it knows its position, comes back with it, and checks that offsets go up by one.</summary>
internal sealed class RealtimeHubSession(byte[] upgrade, HubFormat format, RealtimeHubTopic topic, TopicShifts shifts) : SignalRSession(upgrade, format)
{
    private readonly HubFormat _format = format;

    // The position: what came last, and its epoch; null before the first subscription.
    private string? _epoch;
    private long _offset;
    private long _sequence;
    private bool _knowsSequence;
    private bool _resuming;

    /// <summary>What makes the sessions of a run.</summary>
    public static SessionFactory Sessions(LoadPlan plan, HubFormat format)
    {
        var upgrade = WebSocketUpgrade.Request(plan.Target, Topics.Name(0));
        RealtimeHubTopic[] topics = [.. Enumerable.Range(0, plan.Topics).Select(number => new RealtimeHubTopic(number, format))];
        var shifts = new TopicShifts(plan.Topics);
        return number => new RealtimeHubSession(upgrade, format, topics[number], shifts);
    }

    protected override ReadOnlySpan<byte> Subscribe()
    {
        _resuming = _epoch is not null;
        return _epoch is { } epoch ? topic.SubscribeSince(_format, epoch, _offset) : topic.Subscribe;
    }

    protected override void Subscribed(HubMessage reply)
    {
        var epoch = reply.ResultValue<string>("epoch") ?? throw new LoadException("the server's answer has no epoch");
        var recovered = reply.ResultValue<bool>("recovered");
        if (_resuming) Owner.Resumed(this, recovered);
        if (!recovered)
        {
            (_offset, _knowsSequence) = (reply.ResultValue<long>("offset"), false);
            if (shifts.TryGet(topic.Number, epoch, out var shift)) StartsAfter(_offset - shift);
        }

        // All sessions of a topic keep the same text of an epoch, or each would keep its own.
        _epoch = topic.Shared(epoch);
        Owner.Live(this);
    }

    protected override bool TryEvent(ReadOnlySpan<byte> message, long arrival)
    {
        if (!topic.Pattern.TryRead(message, out var offset, out var data)) return false;
        if (_epoch is null) throw new LoadException("the server sent an event before it answered the subscription");
        if (Marks.TryFind(data, out var mark)) Event(offset, mark, arrival);
        else NoEventOfOurs(offset);
        return true;
    }

    protected override void Invoked(HubMessage message)
    {
        switch (message.Target)
        {
            case "gap":
                Gap(message.Number(1), message.Number(2));
                break;
            case "disconnecting":
                Owner.Told(this, (int)message.Number(0));
                throw new LoadException($"the server ends the connection: {message.Number(0)} {message.Text(1)}");
            default:
                throw new LoadException($"the server sent something unexpected: {message.Target} of {message.Text(0)}");
        }
    }

    private void Event(long offset, in EventMark mark, long arrival)
    {
        if (!_knowsSequence) StartsAfter(mark.Sequence - (offset - _offset));
        if (offset <= _offset && mark.Sequence > _sequence) throw new LoadException($"offset {offset} came after {_offset}, for an event that was not there before");

        // What is missing by the offsets and not by the marks was no event of the run; it is lost all the same.
        var unseen = offset - _offset - Math.Max(1, mark.Sequence - _sequence);
        if (unseen > 0) Owner.Lost(this, unseen);
        shifts.Note(topic.Number, _epoch!, offset - mark.Sequence);
        (_offset, _sequence) = (Math.Max(_offset, offset), Math.Max(_sequence, mark.Sequence));
        Owner.Event(this, mark, arrival);
    }

    private void NoEventOfOurs(long offset)
    {
        if (offset > _offset + 1) Owner.Lost(this, offset - _offset - 1);
        _offset = Math.Max(_offset, offset);
    }

    private void Gap(long from, long to)
    {
        var announced = to - Math.Max(from, _offset);
        if (announced <= 0) return;
        Owner.Gap(this, announced);
        (_offset, _sequence) = (to, _sequence + announced);
    }

    private void StartsAfter(long sequence)
    {
        (_sequence, _knowsSequence) = (sequence, true);
        Owner.StartsAfter(this, sequence);
    }
}
