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

    /// <summary>What this consumer has read and not acknowledged, the oldest first.</summary>
    public Task<StreamEntry[]> ReadOwnAsync() => redis.StreamReadGroupAsync(options.Stream, options.Group, consumer, First, options.BatchSize);

    /// <summary>Some of what any consumer has read long ago and not acknowledged: it belongs to this one now. None when all were looked at.</summary>
    public async Task<StreamEntry[]> TakeOverAsync()
    {
        while (true)
        {
            var found = await redis.StreamAutoClaimAsync(options.Stream, options.Group, consumer, (long)options.TakeOverAfter.TotalMilliseconds, _cursor, options.BatchSize);
            _cursor = found.NextStartId;
            if (found.ClaimedEntries.Length > 0 || _cursor == First) return found.ClaimedEntries;
        }
    }

    /// <summary>How often each of these entries of this consumer was handed to somebody.</summary>
    public async Task<Dictionary<RedisValue, int>> DeliveriesAsync(StreamEntry[] entries)
    {
        var pending = await redis.StreamPendingMessagesAsync(options.Stream, options.Group, entries.Length, consumer, entries[0].Id, entries[^1].Id);
        return pending.ToDictionary(entry => entry.MessageId, entry => entry.DeliveryCount);
    }

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
