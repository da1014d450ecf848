using StackExchange.Redis;

namespace RealtimeHub.Server.Sources.RedisStreams;

/// <summary>What is asked of Redis: a stream, as one consumer of a group sees it.</summary>
internal sealed class ConsumerGroup(IDatabase redis, RedisStreamOptions options, string consumer)
{
    private const string First = "0-0";
    private const string Last = "$";

    // The next entries to look at for those that nobody acknowledges.
    private RedisValue _cursor = First;

    /// <summary>Makes the group, and the stream, unless they are there.</summary>
    public async Task MakeAsync(RedisStreamStart startAt)
    {
        try
        {
            var start = startAt == RedisStreamStart.End ? Last : First;
            await redis.StreamCreateConsumerGroupAsync(options.Stream, options.Group, start, createStream: true);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // It is there.
        }
    }

    /// <summary>What nobody has read.</summary>
    public Task<StreamEntry[]> ReadNewAsync() => redis.StreamReadGroupAsync(options.Stream, options.Group, consumer, ">", options.BatchSize);

    /// <summary>The oldest entry that this consumer has read and not acknowledged; null when there is none.</summary>
    /// <remarks>One at a time: Redis counts a delivery for each entry that it shows, and those behind the one that goes wrong are not to blame for it.</remarks>
    public async Task<StreamEntry?> ReadOwnAsync() => await redis.StreamReadGroupAsync(options.Stream, options.Group, consumer, First, count: 1) is [var oldest] ? oldest : null;

    /// <summary>Makes some of what any consumer has read long ago, and not acknowledged, this one's own. That counts as no delivery: nobody has looked at it.</summary>
    /// <returns>Whether there was any; if not, all were looked at.</returns>
    public async Task<bool> TakeOverAsync()
    {
        while (true)
        {
            var found = await redis.StreamAutoClaimIdsOnlyAsync(options.Stream, options.Group, consumer, (long)options.TakeOverAfter.TotalMilliseconds, _cursor, options.BatchSize);
            _cursor = found.NextStartId;
            if (found.ClaimedIds.Length > 0 || _cursor == First) return found.ClaimedIds.Length > 0;
        }
    }

    /// <summary>How often an entry of this consumer was handed to somebody; zero when it is not, or no more, this one's.</summary>
    public async Task<int> DeliveriesAsync(StreamEntry entry) =>
        await redis.StreamPendingMessagesAsync(options.Stream, options.Group, count: 1, consumer, entry.Id, entry.Id) is [var pending] ? pending.DeliveryCount : 0;

    public Task SetDeliveriesAsync(StreamEntry entry, int count) => redis.ExecuteAsync("XCLAIM", (RedisKey)options.Stream, options.Group, consumer, 0, entry.Id, "RETRYCOUNT", count, "JUSTID");

    public Task AcknowledgeAsync(IReadOnlyCollection<RedisValue> ids) => redis.StreamAcknowledgeAsync(options.Stream, options.Group, [.. ids]);

    /// <summary>Puts an entry where people can look at it, and put it back. It is to be acknowledged then; when Redis goes away in between it is there twice.</summary>
    public Task SetAsideAsync(StreamEntry entry, string reason)
    {
        NameValueEntry[] fields = [new("reason", reason), new("id", entry.Id), .. entry.Values];
        return redis.StreamAddAsync(options.Poison, fields, maxLength: options.MaxPoison, useApproximateMaxLength: true);
    }

    /// <summary>Lets Redis forget the consumer, unless it has something left that somebody has to take over: otherwise each start would leave one more.</summary>
    public async Task LeaveAsync()
    {
        var left = await redis.StreamPendingMessagesAsync(options.Stream, options.Group, count: 1, consumer);
        if (left.Length == 0) await redis.StreamDeleteConsumerAsync(options.Stream, options.Group, consumer);
    }
}
