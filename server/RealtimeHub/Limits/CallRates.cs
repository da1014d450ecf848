using RealtimeHub.Configuration;

namespace RealtimeHub.Limits;

/// <summary>The limits of calls, by command: the same for all connections.</summary>
internal sealed class CallRates
{
    /// <summary>How many buckets a connection needs: one for each command that has a limit of its own, and the total.</summary>
    public const int Count = (int)Command.Refresh + 2;

    private const int Total = Count - 1;

    private readonly TokenBucket?[] _rates = new TokenBucket?[Count];

    public CallRates(CallLimitOptions limits, Func<string, RateLimit, TokenBucket?> make)
    {
        Set(Command.Default, limits.Default);
        Set(Command.Subscribe, limits.Subscribe);
        Set(Command.Publish, limits.Publish);
        Set(Command.History, limits.History);
        Set(Command.Presence, limits.Presence);
        Set(Command.Refresh, limits.Refresh);
        _rates[Total] = make("connection.total", limits.Total);

        void Set(Command command, RateLimit limit) => _rates[(int)command] = make($"connection.{command.ToString().ToLowerInvariant()}", limit);
    }

    /// <summary>The limit of a command by itself; null when it has none.</summary>
    public TokenBucket? Of(Command command) => command <= Command.Refresh ? _rates[(int)command] : null;

    /// <summary>The limit of everything together; null when there is none.</summary>
    public TokenBucket? OfTotal => _rates[Total];

    /// <summary>The bucket of a command.</summary>
    public static ref long Bucket(ref CallBuckets buckets, Command command) => ref buckets[(int)command];

    /// <summary>The bucket of the total.</summary>
    public static ref long TotalBucket(ref CallBuckets buckets) => ref buckets[Total];
}
