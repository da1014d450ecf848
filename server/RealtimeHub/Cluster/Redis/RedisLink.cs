using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Diagnostics;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Redis;

/// <summary>
/// The connections to Redis: one for commands, and one for what Redis tells by itself. They are apart so that the second can be made anew without the first, and a long
/// answer holds up no event.
/// </summary>
internal sealed partial class RedisLink : IAsyncDisposable
{
    /// <summary>The version since which a Cluster can tell events to the nodes that want them alone.</summary>
    private static readonly Version ShardedPushes = new(7, 0);

    private readonly RedisOptions _options;
    private readonly ILogger<RedisLink> _logger;
    private readonly LogThrottle _failedLog;
    private readonly RedisChannels _channels;
    private IConnectionMultiplexer? _commands;
    private volatile IConnectionMultiplexer? _pushes;

    // The second says whether the first is known.
    private volatile bool _isSharded;
    private volatile bool _isDecided;

    public RedisLink(IOptions<RealtimeHubOptions> options, TimeProvider clock, ILogger<RedisLink> logger)
    {
        (_options, _logger, _failedLog) = (options.Value.Redis, logger, new LogThrottle(clock));
        Keys = new RedisKeys(_options.Prefix);
        _channels = new RedisChannels(() => _pushes ?? throw NotReached(), Channel, _options.CommandTimeout);
    }

    public RedisKeys Keys { get; }

    /// <exception cref="RedisException">Redis was not reached yet.</exception>
    public IDatabase Database => Commands.GetDatabase();

    /// <summary>Whether a server can be asked at the moment.</summary>
    public bool IsConnected => _commands is { IsConnected: true };

    /// <summary>
    /// Whether it is a Cluster whose channels belong to its servers, as keys do. A server has to say so: a node that took it for what it is not would tell and hear elsewhere than
    /// the others.
    /// </summary>
    /// <exception cref="RedisException">No server could be asked yet.</exception>
    public bool IsSharded
    {
        get
        {
            if (_isDecided) return _isSharded;
            var server = Masters.FirstOrDefault() ?? throw new RedisException("no server can be reached");
            _isSharded = server.ServerType == ServerType.Cluster && server.Version >= ShardedPushes;
            _isDecided = true;
            return _isSharded;
        }
    }

    /// <summary>Told on any thread when a connection to a server is there again, or another server has taken over: what came meanwhile was missed.</summary>
    public event Action? Restored;

    /// <summary>The servers that keep data, those that can be reached.</summary>
    public IEnumerable<IServer> Masters => Commands.GetServers().Where(server => server is { IsConnected: true, IsReplica: false });

    private IConnectionMultiplexer Commands => _commands ?? throw NotReached();

    /// <summary>Connects, unless it has done so. One at a time may ask for it.</summary>
    /// <exception cref="RedisException">No Sentinel names a server. Where there is none the library goes on trying by itself.</exception>
    public async Task ConnectAsync()
    {
        if (_pushes is not null) return;
        try
        {
            _commands ??= await OpenAsync("commands", BacklogPolicy.FailFast);
            _pushes = await OpenAsync("pushes", BacklogPolicy.Default);
        }
        finally
        {
            if (!IsConnected && _failedLog.MayLog()) LogNotReached(_options.CommandTimeout);
        }
    }

    /// <summary>Where a Cluster keeps a key, or a channel of that name; null when that is not known at the moment.</summary>
    public EndPoint? EndPointOf(string key) => Commands.GetServer((RedisKey)key)?.EndPoint;

    /// <summary>A channel of the events of topics.</summary>
    /// <exception cref="RedisException">It is not known yet how channels are named there.</exception>
    public RedisChannel Channel(string name) => IsSharded ? RedisChannel.Sharded(name) : RedisChannel.Literal(name);

    /// <inheritdoc cref="RedisChannels.FollowAsync(string, Action{RedisValue}, Func{bool}?)"/>
    public Task FollowAsync(string channel, Action<RedisValue> hears, Func<bool>? isWanted = null) => _channels.FollowAsync(channel, hears, isWanted);

    /// <inheritdoc cref="RedisChannels.LeaveAsync"/>
    public Task LeaveAsync(string channel, Action<RedisValue> hears) => _channels.LeaveAsync(channel, hears);

    /// <inheritdoc cref="RedisChannels.HasLeftovers"/>
    public bool HasLeftovers => _channels.HasLeftovers;

    /// <summary>Makes the connection anew over which Redis tells. Whoever follows a channel has to do so again.</summary>
    /// <param name="why">What is wrong with the one that there is, for the log.</param>
    public async Task RenewPushesAsync(string why)
    {
        LogRenewed(why);
        var before = _pushes;
        _pushes = await OpenAsync("pushes", BacklogPolicy.Default);
        _channels.BeginAnew();
        if (before is not null) await before.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_pushes is not null) await _pushes.DisposeAsync();
        if (_commands is not null) await _commands.DisposeAsync();
    }

    private async Task<IConnectionMultiplexer> OpenAsync(string what, BacklogPolicy backlog)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(Configure(what, backlog));
        connection.ConnectionFailed += (_, failure) =>
        {
            if (_failedLog.MayLog()) LogFailed(failure.EndPoint, failure.FailureType, what);
        };
        connection.ConnectionRestored += (_, _) => Restored?.Invoke();
        connection.ConfigurationChanged += (_, _) => Restored?.Invoke();
        return connection;
    }

    private static RedisException NotReached() => new("Redis was not reached yet");

    private ConfigurationOptions Configure(string what, BacklogPolicy backlog)
    {
        var timeout = (int)_options.CommandTimeout.TotalMilliseconds;
        var configuration = ConfigurationOptions.Parse(_options.Configuration!);

        // A node starts without Redis, too: it is not ready then, and goes on trying.
        configuration.AbortOnConnectFail = false;
        configuration.ClientName = $"realtimehub-{what}";

        // INFO is asked for, and counts as an operator's command for the library. Nothing is ever changed at a server.
        configuration.AllowAdmin = true;

        // Scripts name channels as they are; and a Cluster that is asked for pushes must have a connection for them alone.
        configuration.ChannelPrefix = default;
        configuration.Protocol = RedisProtocol.Resp2;
        configuration.AsyncTimeout = timeout;
        configuration.SyncTimeout = timeout;
        configuration.ConnectTimeout = Math.Min(configuration.ConnectTimeout, timeout);
        configuration.BacklogPolicy = backlog;
        configuration.ReconnectRetryPolicy = new LinearRetry(timeout / 8);
        configuration.HeartbeatInterval = TimeSpan.FromMilliseconds(timeout / 8);
        return configuration;
    }

    [LoggerMessage(EventId = 1701, Level = LogLevel.Warning,
        Message = "Redis cannot be reached within {Timeout}: the node starts, is not ready, and goes on trying. See RealtimeHub:Redis:Configuration.")]
    private partial void LogNotReached(TimeSpan timeout);

    [LoggerMessage(EventId = 1708, Level = LogLevel.Warning, Message = "The connection to Redis at {EndPoint} is gone ({Failure}, {What}); it is made again by itself.")]
    private partial void LogFailed(EndPoint? endPoint, ConnectionFailureType failure, string what);

    [LoggerMessage(EventId = 1702, Level = LogLevel.Warning, Message = "The connection for messages of Redis is made anew: {Why}.")]
    private partial void LogRenewed(string why);
}
