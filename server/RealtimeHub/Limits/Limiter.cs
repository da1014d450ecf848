using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Limits;

/// <summary>All rates of the node, and whose buckets they are taken from. What goes beyond is counted, and logged now and then.</summary>
internal sealed partial class Limiter
{
    private readonly LimitOptions _options;
    private readonly TimeProvider _clock;
    private readonly RealtimeHubMetrics _metrics;
    private readonly ILogger<Limiter> _logger;
    private readonly LogThrottle _fullLog;

    public Limiter(IOptions<RealtimeHubOptions> options, TimeProvider clock, RealtimeHubMetrics metrics, ILogger<Limiter> logger)
    {
        (_options, _clock, _metrics, _logger, _fullLog) = (options.Value.Limits, clock, metrics, logger, new LogThrottle(clock));
        Calls = new CallRates(_options.Connection, Make);
        Namespaces = new NamespaceRates(options.Value, Make);
        UserPublish = Make("user.publish", _options.User.Publish);
        UserTotal = Make("user.total", _options.User.Total);
        AddressTotal = Make("address.total", _options.Address.Total);
        Connects = Make("address.connects", _options.Address.Connects);
        WrongKeys = Make("address.wrongkeys", _options.Address.WrongKeys);
        NewConnections = Make("node.newconnections", _options.NewConnections);
        Refusals = Make("connection.refusals", _options.Refusals);
        Errors = Make("connection.errors", _options.Errors);
        KeyRequests = Make("key.requests", _options.ApiKey.Requests);
        KeyPublish = Make("key.publish", _options.ApiKey.Publish);
        Users = new PartyTable<string>(_options.MaxTracked, clock, Full);
        Addresses = new PartyTable<AddressPrefix>(_options.MaxTracked, clock, Full);
    }

    public CallRates Calls { get; }

    public NamespaceRates Namespaces { get; }

    public TokenBucket? UserPublish { get; }

    public TokenBucket? UserTotal { get; }

    public TokenBucket? AddressTotal { get; }

    public TokenBucket? Connects { get; }

    public TokenBucket? WrongKeys { get; }

    public TokenBucket? NewConnections { get; }

    public TokenBucket? Refusals { get; }

    public TokenBucket? Errors { get; }

    public TokenBucket? KeyRequests { get; }

    public TokenBucket? KeyPublish { get; }

    public PartyTable<string> Users { get; }

    public PartyTable<AddressPrefix> Addresses { get; }

    public bool IsEnabled => _options.Enabled;

    public long Now => _clock.GetTimestamp();

    /// <summary>Takes from a bucket.</summary>
    /// <returns>0 when that is allowed, otherwise how many ticks of the clock later it will be.</returns>
    public long Take(TokenBucket? limit, ref long bucket, long now, int count = 1)
    {
        if (limit is null) return 0;
        var wait = limit.Take(ref bucket, now, count);
        return wait == 0 || !Reached(limit.Name, limit.IsDryRun, "refused") ? 0 : Logged(limit, wait);
    }

    /// <summary>How many ticks of the clock from now one could be taken from a bucket; nothing is taken, nor counted.</summary>
    public long Peek(TokenBucket? limit, ref long bucket) => limit is null || limit.IsDryRun ? 0 : limit.Peek(ref bucket, Now);

    /// <summary>Notes that a number has reached its limit.</summary>
    /// <returns>Whether that is to be refused: it is not in a dry run.</returns>
    public bool Reached(string limit) => Reached(limit, _options.DryRun, "refused");

    /// <summary>Takes from a bucket beyond which a connection is closed.</summary>
    /// <returns>Whether it is to be closed.</returns>
    public bool IsBeyond(TokenBucket? limit, ref long bucket) =>
        limit is not null && limit.Take(ref bucket, Now) > 0 && Reached(limit.Name, limit.IsDryRun, "closed");

    /// <summary>Ticks of the clock as a time.</summary>
    public TimeSpan ToTime(long ticks) => TimeSpan.FromSeconds((double)ticks / _clock.TimestampFrequency);

    private bool Reached(string limit, bool isDryRun, string outcome)
    {
        _metrics.LimitReached(limit, isDryRun ? "dry_run" : outcome);
        return !isDryRun;
    }

    private long Logged(TokenBucket limit, long wait)
    {
        if (limit.MayLog()) LogReached(limit.Name, limit.Limit);
        return wait;
    }

    private TokenBucket? Make(string name, RateLimit limit) =>
        _options.Enabled && !limit.IsOff ? new TokenBucket(name, limit, _clock, _options.DryRun) : null;

    private void Full()
    {
        _metrics.LimitReached("node.tracked", "refused");
        if (_fullLog.MayLog()) LogFull(_options.MaxTracked);
    }

    [LoggerMessage(EventId = 1401, Level = LogLevel.Information,
        Message = "The limit {Limit} ({Rate}) was reached: what goes beyond is refused with code 108 and a time to try again.")]
    private partial void LogReached(string limit, RateLimit rate);

    [LoggerMessage(EventId = 1402, Level = LogLevel.Warning,
        Message = "More than {MaxTracked} users or addresses are active: new ones share one limit. See RealtimeHub:Limits:MaxTracked.")]
    private partial void LogFull(int maxTracked);
}
