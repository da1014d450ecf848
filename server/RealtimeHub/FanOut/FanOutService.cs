using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Topics;
using RealtimeHub.Transport.Loops;

namespace RealtimeHub.FanOut;

/// <summary>Spreads the connections over the shards and runs the shards.</summary>
internal sealed class FanOutService : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan WatchdogInterval = TimeSpan.FromSeconds(1);

    private readonly Shard[] _shards;
    private readonly Dictionary<string, IEventEncoder> _encoders;
    private readonly TimeProvider _clock;
    private readonly LoopSet? _eventLoops;
    private readonly List<ThreadPoolHost> _hosts = [];
    private Task _loops = Task.CompletedTask;
    private ITimer? _watchdog;
    private uint _nextShard;

    public FanOutService(
        IOptions<RealtimeHubOptions> options, IEnumerable<IEventEncoder> encoders, RealtimeHubMetrics metrics,
        TimeProvider clock, ILogger<FanOutService> logger, LoopSet? eventLoops = null, IFollowerWatch? watch = null)
    {
        _clock = clock;
        _eventLoops = eventLoops is { CanListen: true } ? eventLoops : null;
        _encoders = encoders.ToDictionary(encoder => encoder.Protocol, StringComparer.Ordinal);
        var count = _eventLoops?.All.Count ?? (options.Value.FanOut.Shards is > 0 and var asked ? asked : Math.Clamp(Environment.ProcessorCount / 2, 1, 8));
        _shards = [.. Enumerable.Range(0, count).Select(_ => new Shard(options.Value, metrics, clock, logger, watch))];
    }

    public int ShardCount => _shards.Length;

    /// <summary>Places a new connection on a shard: that of the loop which serves it, if there is one.</summary>
    public Subscriber Attach(IClientConnection connection)
    {
        var shard = _shards[connection.Loop ?? (int)(Interlocked.Increment(ref _nextShard) % (uint)_shards.Length)];
        var subscriber = new Subscriber(connection, shard, _encoders[connection.Protocol]);
        shard.RunOrPost(new OpenWork(subscriber));
        return subscriber;
    }

    /// <summary>Takes a closed connection and all its subscriptions away.</summary>
    public static void Detach(Subscriber subscriber) => subscriber.Shard.Post(new CloseWork(subscriber));

    /// <summary>Subscribes a connection. The answer comes before the first event: see <see cref="SubscribeOutcome.Done"/>.</summary>
    /// <param name="subscriber">The connection.</param>
    /// <param name="log">The topic.</param>
    /// <param name="request">Where it begins, and at what pace.</param>
    /// <param name="byServer">Whether the client has not asked for it: then it may ask for it once more.</param>
    public static Task<SubscribeOutcome> SubscribeAsync(Subscriber subscriber, TopicLog log, SubscribeRequest request, bool byServer = false)
    {
        var work = new SubscribeWork(subscriber, log, request, byServer);
        subscriber.Shard.RunOrPost(work);
        return work.Outcome;
    }

    /// <summary>Changes how often a subscription is delivered to.</summary>
    /// <returns>What holds from now on; null when the connection does not follow the topic.</returns>
    public static Task<RateReply?> SetRateAsync(Subscriber subscriber, TopicName topic, RateRequest request)
    {
        var work = new SetRateWork(subscriber, topic.Value, request);
        subscriber.Shard.RunOrPost(work);
        return work.Done;
    }

    /// <summary>Decides anew whether a subscription gets what is said beside the events.</summary>
    public static void SetHearing(Subscriber subscriber, TopicName topic, bool hears) => subscriber.Shard.RunOrPost(new HearWork(subscriber, topic.Value, hears));

    /// <summary>The topics that a connection follows.</summary>
    public static Task<IReadOnlyList<TopicName>> ListAsync(Subscriber subscriber)
    {
        var work = new ListWork(subscriber);
        subscriber.Shard.RunOrPost(work);
        return work.Done;
    }

    /// <summary>Ends a subscription. After it completes no event of the topic is written any more.</summary>
    public static Task UnsubscribeAsync(Subscriber subscriber, TopicName topic)
    {
        var work = new UnsubscribeWork(subscriber, topic.Value);
        subscriber.Shard.RunOrPost(work);
        return work.Done;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (index, shard) in _shards.Index())
        {
            if (_eventLoops is null) _hosts.Add(new ThreadPoolHost(shard));
            else _ = new EventLoopHost(shard, _eventLoops.All[index]);
        }

        _loops = Task.WhenAll(_hosts.Select(host => Task.Run(host.RunAsync, CancellationToken.None)));
        _watchdog = _clock.CreateTimer(_ => Tick(), null, WatchdogInterval, WatchdogInterval);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var host in _hosts) host.Complete();

        // When the time of the host is over nobody waits any more, and that is no error.
        await _loops.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var shard in _shards) shard.Schedule.Dispose();
        return _watchdog?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private void Tick()
    {
        foreach (var shard in _shards) shard.Watchdog.Tick();
    }
}
