namespace RealtimeHub.Limits;

/// <summary>What one connection has asked for, and what its user and its address have. All limits of one connection are taken from here.</summary>
/// <param name="limiter">The rates.</param>
/// <param name="user">The buckets of its user; null when it has none.</param>
/// <param name="address">The buckets of its address; null when that is not limited.</param>
internal sealed class ConnectionMeter(Limiter limiter, Party? user, Party? address)
{
    private CallBuckets _own;
    private long[]? _ofNamespaces;
    private long _refusals;
    private long _errors;
    private long _lastMessage = limiter.Now;

    /// <summary>For how long no whole message has come. Who sends one byte at a time is silent, too.</summary>
    public TimeSpan Silence => limiter.ToTime(limiter.Now - Volatile.Read(ref _lastMessage));

    /// <summary>Takes one message from all limits that it is subject to: connection, user, address. The first that refuses ends it.</summary>
    /// <param name="command">What it asks for.</param>
    /// <param name="topic">The topic that it is about, if any.</param>
    /// <returns>0 when it is allowed, otherwise how many ticks of the clock later it will be.</returns>
    public long Take(Command command, string? topic)
    {
        var now = limiter.Now;
        Volatile.Write(ref _lastMessage, now);
        if (!limiter.IsEnabled) return 0;
        var cost = CommandCosts.Of(command);
        var wait = TakeOwn(command, topic, now);
        if (wait == 0) wait = limiter.Take(limiter.Calls.OfTotal, ref CallRates.TotalBucket(ref _own), now, cost);
        if (wait == 0 && user is not null) wait = TakeUser(user, command, cost, now);
        if (wait == 0 && address is not null) wait = limiter.Take(limiter.AddressTotal, ref address.Total, now, cost);
        return wait;
    }

    /// <summary>Notes a refusal.</summary>
    /// <returns>Null when the client may go on; otherwise when it may come back.</returns>
    public TimeSpan? NoteRefusal() => Note(limiter.Refusals, ref _refusals);

    /// <summary>Notes a call that was wrong in itself.</summary>
    /// <returns>Null when the client may go on.</returns>
    public TimeSpan? NoteError() => Note(limiter.Errors, ref _errors);

    public TimeSpan ToTime(long ticks) => limiter.ToTime(ticks);

    private long TakeOwn(Command command, string? topic, long now)
    {
        if (command > Command.Refresh) return 0;
        if (!limiter.Namespaces.TryFind(topic, command, out var limit, out var bucket))
        {
            return limiter.Take(limiter.Calls.Of(command), ref CallRates.Bucket(ref _own, command), now);
        }

        _ofNamespaces ??= new long[limiter.Namespaces.BucketCount];
        return limiter.Take(limit, ref _ofNamespaces[bucket], now);
    }

    private long TakeUser(Party party, Command command, int cost, long now)
    {
        var wait = command == Command.Publish ? limiter.Take(limiter.UserPublish, ref party.Publish, now) : 0;
        return wait == 0 ? limiter.Take(limiter.UserTotal, ref party.Total, now, cost) : wait;
    }

    private TimeSpan? Note(TokenBucket? limit, ref long bucket) => limiter.IsBeyond(limit, ref bucket) ? limit!.RefillTime : null;
}
