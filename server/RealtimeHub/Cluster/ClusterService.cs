using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Nodes;
using RealtimeHub.Cluster.Presence;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Cluster.Tasks;
using RealtimeHub.Cluster.Topics;
using RealtimeHub.Configuration;
using RealtimeHub.Control;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Cluster;

/// <summary>What a node does by itself as long as it shares a Redis: it tells that it is there, compares its topics, and looks whether messages arrive.</summary>
internal sealed partial class ClusterService : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long changes of who is present are gathered before the other nodes are told.</summary>
    private static readonly TimeSpan PresenceInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a node tells how much it has told: so long somebody can miss the last change.</summary>
    private static readonly TimeSpan ConfirmInterval = TimeSpan.FromSeconds(2);

    private readonly RedisLink _link;
    private readonly RedisRules _rules;
    private readonly PushProbe _probe;
    private readonly NodeDirectory _nodes;
    private readonly SharedTopics _topics;
    private readonly Witnesses _witnesses;
    private readonly RollbackGuard _guard;
    private readonly NodeCalls _calls;
    private readonly RevocationLog _revocations;
    private readonly PresenceShare _share;
    private readonly PresenceMirror _mirror;
    private readonly RedisBoard _tasks;
    private readonly ClusterMetrics _metrics;
    private readonly RedisOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<ClusterService> _logger;
    private readonly LogThrottle _troubleLog;
    private readonly Coalesced _returns;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _preparing = new(1);
    private Task _work = Task.CompletedTask;
    private int _isDisposed;
    private volatile bool _isPrepared;

    public ClusterService(
        RedisLink link, RedisRules rules, PushProbe probe, NodeDirectory nodes, SharedTopics topics, Witnesses witnesses, RollbackGuard guard, NodeCalls calls, RevocationLog revocations,
        PresenceShare share, PresenceMirror mirror, RedisBoard tasks, ClusterMetrics metrics,
        IOptions<RealtimeHubOptions> options, TimeProvider clock, ILogger<ClusterService> logger)
    {
        (_link, _rules, _probe, _nodes, _topics, _witnesses, _guard) = (link, rules, probe, nodes, topics, witnesses, guard);
        (_calls, _revocations, _share, _mirror, _tasks) = (calls, revocations, share, mirror, tasks);
        (_metrics, _options, _clock, _logger, _troubleLog) = (metrics, options.Value.Redis, clock, logger, new LogThrottle(clock));
        _returns = new Coalesced(ReturnAsync, SharedTopics.ReadInterval, clock);
    }

    /// <summary>Why the node cannot do its work at the moment; null when it can.</summary>
    public string? Problem =>
        !_link.IsConnected ? "Redis cannot be reached"
        : !_isPrepared ? "Redis has not been looked at yet"
        : _probe.IsStarving ? "messages of Redis do not arrive"
        : null;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PrepareAsync();
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            LogTrouble(e.Message);
        }

        _link.Restored += () => _ = TryAsync(_returns.RunAsync);
        _calls.CompareWanted += () => _ = TryAsync(AdmitAsync);
        _work = Task.WhenAll(
            EveryAsync(_options.HeartbeatInterval, BeatAsync),
            EveryAsync(_options.CheckInterval, CheckAsync),
            EveryAsync(_options.ProbeInterval, ProbeAsync),
            EveryAsync(PresenceInterval, _share.TellAsync),
            EveryAsync(ConfirmInterval, _share.ConfirmAsync),
            EveryAsync(SweepInterval, SweepAsync));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();

        // Redis may not answer. What is under way then ends by itself, and nobody waits for it.
        await EndAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        // The container knows it twice, as itself and as what the host starts; and a host may go without having been stopped.
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
        _preparing.Dispose();
        await _link.DisposeAsync();
    }

    /// <summary>What has to be done once, as soon as Redis can be reached.</summary>
    private async Task PrepareAsync()
    {
        await _preparing.WaitAsync(_stop.Token);
        try
        {
            if (_isPrepared) return;
            await _link.ConnectAsync();
            await _rules.CheckAsync();
            await _nodes.BeatAsync();
            await _guard.AdmitAsync();
            await _probe.FollowAsync();
            await _calls.FollowAsync();
            await _mirror.FollowAsync();
            await _tasks.FollowAsync();
            await _revocations.ReadAsync();
            _isPrepared = true;
        }
        finally
        {
            _preparing.Release();
        }
    }

    /// <summary>Redis is there again, or another server: what was told meanwhile was missed, and what was known may be gone.</summary>
    private async Task ReturnAsync()
    {
        if (!_isPrepared) await PrepareAsync();
        else await Task.WhenAll(CheckAsync(), _rules.WatchAsync());
    }

    /// <summary>First which state of the data Redis stands for: when it is another one, all topics are in doubt.</summary>
    private async Task CheckAsync()
    {
        if (!_isPrepared) return;
        await AdmitAsync();
        await _topics.CheckAllAsync(isDoubtful: false, _stop.Token);
    }

    /// <summary>As long as the node prepares itself it does this anyway.</summary>
    private Task AdmitAsync() => _isPrepared ? _guard.AdmitAsync() : Task.CompletedTask;

    private async Task ProbeAsync()
    {
        if (!_isPrepared) await PrepareAsync();
        if (await _probe.LookAsync()) await RenewAsync("silent", "they do not arrive");
        else if (_link.HasLeftovers) await RenewAsync("leftovers", "Redis may tell what nobody follows, because it confirmed too late");
    }

    private async Task RenewAsync(string reason, string why)
    {
        _metrics.Renewed(reason);
        await _link.RenewPushesAsync(why);
        await _topics.FollowAllAsync(_stop.Token);
        await _calls.FollowAsync();
        await _mirror.FollowAsync();
        await _tasks.FollowAsync();

        // The last: as long as it is not followed it does not come, and all this is done again.
        await _probe.FollowAsync();
        await _topics.CheckAllAsync(isDoubtful: false, _stop.Token);
    }

    private async Task BeatAsync()
    {
        await _nodes.BeatAsync();
        await _revocations.ReadAsync();
    }

    private async Task EndAsync()
    {
        await _work;
        await TryAsync(LeaveAsync);
    }

    private async Task LeaveAsync()
    {
        await _nodes.LeaveAsync();
        await _calls.TellAsync(NodeRequests.Left, _nodes.Id);
    }

    private Task SweepAsync()
    {
        _topics.Sweep();
        _witnesses.Sweep();
        return Task.CompletedTask;
    }

    private async Task EveryAsync(TimeSpan interval, Func<Task> work)
    {
        using var timer = new PeriodicTimer(interval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) await TryAsync(work);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>Trouble with Redis ends nothing: the next time, or the connection that comes back, does it again.</summary>
    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031 // Whatever it is, the next look may go better, and the others have to go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (_troubleLog.MayLog()) LogTrouble(e.Message);
        }
    }

    [LoggerMessage(EventId = 1707, Level = LogLevel.Warning,
        Message = "Redis does not do what it is asked for: {Problem} Clients stay connected, publishes get 503 (code 114), and the node goes on trying.")]
    private partial void LogTrouble(string problem);
}
