using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Publishing;

/// <summary>One event in each request.</summary>
internal sealed class SingleSender(IPublishChannel channel, int bytes) : ISender
{
    private readonly EventData _data = new(bytes);

    public int MaxEvents => 1;

    public long AnsweredAt => channel.AnsweredAt;

    public IReadOnlyList<(int Index, string Reason)> Send(IReadOnlyList<EventMark> events, CancellationToken stop)
    {
        var call = channel.PublishAsync(events[0].Topic, _data.Write(events[0]), stop);

        // The thread is the publisher's own: it may wait.
        if (call.IsCompleted) call.GetAwaiter().GetResult();
        else call.AsTask().GetAwaiter().GetResult();
        return [];
    }
}
