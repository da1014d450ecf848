using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Limits;
using RealtimeHub.Topics;

namespace RealtimeHub.Cluster.Topics;

/// <summary>Publishes to topics in Redis: within the limits, in their order, and in portions that do not hold Redis up.</summary>
internal sealed class RedisAppender(
    PublishScript script, Witnesses witnesses, NamespaceTable namespaces, Limiter limiter, ClusterMetrics metrics, IOptions<RealtimeHubOptions> options) : ISharedAppender
{
    /// <summary>What Redis takes in one go: it does nothing else for that time, which is a millisecond or two.</summary>
    private const int MaxEvents = 100;

    private const int MaxBytes = 512 * 1024;

    private readonly RedisOptions _redis = options.Value.Redis;
    private int _pending;

    public async ValueTask<IReadOnlyList<PublishOutcome>> AppendAsync(TopicName topic, IReadOnlyList<PublishRequest> requests)
    {
        var outcomes = new PublishOutcome[requests.Count];
        if (namespaces.Find(topic) is not { } settings) Array.Fill(outcomes, Rejected(ErrorCode.UnknownNamespace, topic));
        else await AppendAllAsync(topic, requests, settings, outcomes);
        return outcomes;
    }

    private async Task AppendAllAsync(TopicName topic, IReadOnlyList<PublishRequest> requests, NamespaceOptions settings, PublishOutcome[] outcomes)
    {
        var witness = witnesses.Of(topic);
        var next = 0;
        while (next < requests.Count)
        {
            var portion = TakePortion(requests, ref next, settings, witness, outcomes);
            if (portion.Count == 0) continue;
            if (await TryAppendAsync(topic, [.. portion.Select(i => requests[i])], settings, witness) is { } appended)
            {
                for (var i = 0; i < portion.Count; i++) outcomes[portion[i]] = appended[i];
                continue;
            }

            // What comes behind waits for its turn: whoever sends these again must find room in front of it.
            for (var i = portion[0]; i < outcomes.Length; i++) outcomes[i] ??= Unavailable(topic);
            return;
        }
    }

    /// <summary>The next events that go to Redis together. What is published too fast is refused, and left out.</summary>
    private List<int> TakePortion(IReadOnlyList<PublishRequest> requests, ref int next, NamespaceOptions settings, Witness witness, PublishOutcome[] outcomes)
    {
        var portion = new List<int>();
        for (var bytes = 0; next < requests.Count && portion.Count < MaxEvents; next++)
        {
            bytes += requests[next].Data.Bytes.Length;
            if (bytes > MaxBytes && portion.Count > 0) break;
            if (TooFast(settings, witness) is { } tooFast) outcomes[next] = tooFast;
            else portion.Add(next);
        }

        return portion;
    }

    /// <returns>What became of each; null when nobody knows, or nothing was sent: it can be sent again.</returns>
    private async ValueTask<IReadOnlyList<PublishOutcome>?> TryAppendAsync(TopicName topic, IReadOnlyList<PublishRequest> requests, NamespaceOptions settings, Witness witness)
    {
        try
        {
            return Interlocked.Add(ref _pending, requests.Count) <= _redis.MaxPending ? await script.RunAsync(topic, requests, settings, witness) : null;
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            // They may have been published all the same: whoever tries again with the same keys finds out.
            return null;
        }
        finally
        {
            Interlocked.Add(ref _pending, -requests.Count);
        }
    }

    private PublishOutcome.Rejected? TooFast(NamespaceOptions settings, Witness witness)
    {
        if (limiter.Namespaces.OfTopic(settings) is not { } limit) return null;
        var wait = limiter.Take(limit, ref witness.PublishBucket, limiter.Now);
        return wait == 0 ? null : new PublishOutcome.Rejected(ErrorCode.RateLimited, ErrorTexts.RetryAfter(limiter.ToTime(wait)));
    }

    private PublishOutcome.Rejected Unavailable(TopicName topic)
    {
        metrics.Unavailable();
        return Rejected(ErrorCode.Unavailable, topic);
    }

    private static PublishOutcome.Rejected Rejected(ErrorCode code, TopicName topic) => new(code, ErrorTexts.For(code, topic));
}
