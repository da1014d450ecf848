using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Topics;

namespace RealtimeHub.Hubs;

/// <summary>Subscribes a connection to a topic that may begin or end at the same moment.</summary>
internal sealed class SubscribeCall(TopicRegistry topics, ISharedTopics? shared = null)
{
    /// <returns>Done or refused.</returns>
    public async Task<SubscribeOutcome> RunAsync(Subscriber subscriber, TopicName topic, SubscribeRequest request, bool byServer = false)
    {
        while (true)
        {
            var (unavailable, log) = shared is null || topic.IsServerTopic ? Open(topic) : await OpenSharedAsync(shared, topic, request.Since);
            if (unavailable != ErrorCode.None) return new SubscribeOutcome.Refused(unavailable, ErrorTexts.For(unavailable, topic));
            var outcome = await FanOutService.SubscribeAsync(subscriber, log!, request, byServer);
            if (outcome is not SubscribeOutcome.Retired) return outcome;
            topics.Remove(log!);
        }
    }

    private OpenedTopic Open(TopicName topic)
    {
        var refused = topics.GetOrCreate(topic, out var log);
        return new OpenedTopic(refused, log);
    }

    /// <summary>A client may know more than this node: it has read on another one, or has published just now.</summary>
    private static async ValueTask<OpenedTopic> OpenSharedAsync(ISharedTopics shared, TopicName topic, StreamPosition? since)
    {
        var opened = await shared.OpenAsync(topic);
        if (opened.Log is not { } log || since is null || (since.Epoch == log.Epoch && since.Offset <= log.Head)) return opened;
        var refused = await shared.CatchUpAsync(log, since);
        return refused == ErrorCode.None ? opened : new OpenedTopic(refused, null);
    }
}
