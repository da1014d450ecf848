using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Topics;
using StackExchange.Redis;
using StreamPosition = RealtimeHub.Contracts.StreamPosition;

namespace RealtimeHub.Cluster.Topics;

/// <summary>What goes into the script that publishes, and what comes out of it. It gives events their places, keeps them and tells them, so that these three cannot differ.</summary>
internal sealed class PublishScript(RedisLink link, RollbackGuard guard, TimeProvider clock, IOptions<RealtimeHubOptions> options)
{
    /// <summary>A server that has forgotten the script is let in, and tried again; not for ever.</summary>
    private const int Tries = 3;

    private const int ValuesPerEvent = 3;

    /// <summary>Redis removes what it must not keep a little later than the nodes do, which look at the age of each event.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _positionExpiry = options.Value.Redis.PositionExpiry;
    private readonly TimeSpan _keyExpiry = options.Value.Ingest.IdempotencyWindow;

    /// <summary>Runs it for events of one topic.</summary>
    /// <returns>What became of each; null when Redis does not let it run now.</returns>
    /// <exception cref="RedisException">Redis does not answer, or refuses.</exception>
    /// <exception cref="TimeoutException">It takes too long, or not all nodes have compared yet.</exception>
    public async ValueTask<IReadOnlyList<PublishOutcome>?> RunAsync(TopicName topic, IReadOnlyList<PublishRequest> requests, NamespaceOptions settings, Witness witness)
    {
        var stamps = new long[requests.Count];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(stamps.AsSpan()));
        var keys = KeysOf(topic, requests);
        var values = ValuesOf(topic, requests, settings, stamps);
        for (var i = 0; i < Tries; i++)
        {
            if (await guard.TryRunAsync(keys, values) is { } result) return Read(topic, result, witness, stamps);
        }

        return null;
    }

    private RedisKey[] KeysOf(TopicName topic, IReadOnlyList<PublishRequest> requests) =>
    [
        link.Keys.State(topic), link.Keys.Stream(topic),
        .. requests.Where(request => request.IdempotencyKey is not null).Select(request => link.Keys.Idempotency(topic, request.IdempotencyKey!, request.BatchItem)),
    ];

    private RedisValue[] ValuesOf(TopicName topic, IReadOnlyList<PublishRequest> requests, NamespaceOptions settings, long[] stamps)
    {
        RedisValue[] shared =
        [
            Epochs.New(), settings.MaxEvents, settings.MaxBytes, Milliseconds(settings.MaxAge + Slack), Milliseconds(PositionExpiryOf(topic, settings)), Milliseconds(_keyExpiry),
            link.Keys.Channel(topic), link.IsSharded ? "SPUBLISH" : "PUBLISH",
        ];
        var values = new RedisValue[shared.Length + (ValuesPerEvent * requests.Count)];
        shared.CopyTo(values, 0);
        var now = clock.GetUtcNow();
        for (var i = 0; i < requests.Count; i++)
        {
            var (request, at) = (requests[i], shared.Length + (ValuesPerEvent * i));
            var added = new NewEvent(request.Data.Bytes, request.Data.IsJson, request.Key, request.Type, request.Id);
            values[at] = new EventEnvelope(stamps[i], now, added).Encode();
            values[at + 1] = stamps[i].ToString(CultureInfo.InvariantCulture);
            values[at + 2] = MarkOf(request);
        }

        return values;
    }

    /// <summary>Each task has a topic of its own, which nobody publishes to after its end: where it stood goes with its events.</summary>
    private TimeSpan PositionExpiryOf(TopicName topic, NamespaceOptions settings) => NamespaceTable.IsServers(topic) ? settings.MaxAge + (2 * Slack) : _positionExpiry;

    private static string MarkOf(PublishRequest request) =>
        request.IdempotencyKey is not null ? IdempotencyWindow.Fingerprint(request).ToString("x32", CultureInfo.InvariantCulture)
        : request.Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"v{version}")
        : "";

    private static PublishOutcome[] Read(TopicName topic, RedisResult results, Witness witness, long[] stamps)
    {
        var outcomes = new PublishOutcome[stamps.Length];
        for (var i = 0; i < outcomes.Length; i++) outcomes[i] = Read(topic, results[i], witness, stamps[i]);
        return outcomes;
    }

    private static PublishOutcome Read(TopicName topic, RedisResult result, Witness witness, long stamp)
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
                return new PublishOutcome.Rejected(ErrorCode.Conflict, $"the idempotency key was used before with another payload for {topic}");
        }
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
