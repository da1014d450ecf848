using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Limits;
using RealtimeHub.Topics;
using StackExchange.Redis;
using StreamPosition = RealtimeHub.Contracts.StreamPosition;

namespace RealtimeHub.Cluster.Topics;

/// <summary>Publishes to topics in Redis. One script gives the event its place, keeps it and tells it, so that these three cannot differ.</summary>
internal sealed class RedisAppender(
    RedisLink link, RollbackGuard guard, Witnesses witnesses, NamespaceTable namespaces, Limiter limiter, ClusterMetrics metrics, TimeProvider clock,
    IOptions<RealtimeHubOptions> options) : ISharedAppender
{
    /// <summary>A server that has forgotten the script is let in, and tried again; not for ever.</summary>
    private const int Tries = 3;

    /// <summary>Redis removes what it must not keep a little later than the nodes do, which look at the age of each event.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private readonly RedisOptions _redis = options.Value.Redis;
    private readonly TimeSpan _keyExpiry = options.Value.Ingest.IdempotencyWindow;
    private int _pending;

    public async ValueTask<PublishOutcome> AppendAsync(PublishRequest request)
    {
        if (namespaces.Find(request.Topic) is not { } settings) return Rejected(ErrorCode.UnknownNamespace, request.Topic);
        var witness = witnesses.Of(request.Topic);
        if (TooFast(settings, witness) is { } tooFast) return tooFast;
        if (Interlocked.Increment(ref _pending) > _redis.MaxPending)
        {
            Interlocked.Decrement(ref _pending);
            return Unavailable(request.Topic);
        }

        try
        {
            return await RunAsync(request, settings, witness);
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            // It may have been published all the same: whoever tries again with the same key finds out.
            return Unavailable(request.Topic);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    private async ValueTask<PublishOutcome> RunAsync(PublishRequest request, NamespaceOptions settings, Witness witness)
    {
        var stamp = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        var keys = KeysOf(request);
        var values = ValuesOf(request, settings, stamp);
        for (var i = 0; i < Tries; i++)
        {
            if (await guard.TryRunAsync(keys, values) is { } result) return Read(request, result, witness, stamp);
        }

        return Unavailable(request.Topic);
    }

    private RedisKey[] KeysOf(PublishRequest request)
    {
        var (state, stream) = (link.Keys.State(request.Topic), link.Keys.Stream(request.Topic));
        return request.IdempotencyKey is { } key ? [state, stream, link.Keys.Idempotency(request.Topic, key, request.BatchItem)] : [state, stream];
    }

    private RedisValue[] ValuesOf(PublishRequest request, NamespaceOptions settings, long stamp)
    {
        var added = new NewEvent(request.Data.Bytes, request.Data.IsJson, request.Key, request.Type, request.Id);
        return
        [
            Epochs.New(), new EventEnvelope(stamp, clock.GetUtcNow(), added).Encode(), stamp.ToString(CultureInfo.InvariantCulture),
            request.IdempotencyKey is null ? "" : IdempotencyWindow.Fingerprint(request).ToString("x32", CultureInfo.InvariantCulture),
            settings.MaxEvents, settings.MaxBytes, Milliseconds(settings.MaxAge + Slack), Milliseconds(_redis.PositionExpiry), Milliseconds(_keyExpiry),
            link.Keys.Channel(request.Topic), link.IsSharded ? "SPUBLISH" : "PUBLISH",
        ];
    }

    private static PublishOutcome Read(PublishRequest request, RedisResult result, Witness witness, long stamp)
    {
        var (status, epoch, offset) = ((int)result[0], (string)result[1]!, (long)result[2]);
        var position = new StreamPosition(epoch, offset);
        switch (status)
        {
            case 0:
                witness.Saw(new SeenEvent(epoch, offset, stamp));
                return new PublishOutcome.Accepted(position);
            case 1:
                witness.Saw(new SeenEvent(epoch, offset, Stamp: null));
                return new PublishOutcome.Duplicate(position);
            default:
                return new PublishOutcome.Rejected(ErrorCode.Conflict, $"the idempotency key was used before with another payload for {request.Topic}");
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

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
