using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Topics;

namespace RealtimeHub.Hubs;

/// <summary>Subscribes a connection to a topic that may begin or end at the same moment.</summary>
internal sealed class SubscribeCall(TopicRegistry topics)
{
    /// <returns>Done or refused.</returns>
    public async Task<SubscribeOutcome> RunAsync(Subscriber subscriber, TopicName topic, SubscribeRequest request, bool byServer = false)
    {
        while (true)
        {
            var unavailable = topics.GetOrCreate(topic, out var log);
            if (unavailable != ErrorCode.None) return new SubscribeOutcome.Refused(unavailable, ErrorTexts.For(unavailable, topic));
            var outcome = await FanOutService.SubscribeAsync(subscriber, log, request, byServer);
            if (outcome is not SubscribeOutcome.Retired) return outcome;
            topics.Remove(log);
        }
    }
}
