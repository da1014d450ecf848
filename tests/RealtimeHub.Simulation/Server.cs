using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Ingest;
using RealtimeHub.Limits;
using RealtimeHub.Simulation.Net;
using RealtimeHub.Simulation.Oracle;
using RealtimeHub.Topics;

namespace RealtimeHub.Simulation;

/// <summary>The real core: logs, registry, publisher, shards. What the hub does around it is done here, step by step.</summary>
internal sealed class Server : IDisposable
{
    /// <summary>One stall after the other would be a long one.</summary>
    private static readonly TimeSpan BetweenStalls = TimeSpan.FromSeconds(2);

    private readonly World _world;
    private readonly Shard[] _shards;
    private readonly long[] _stalledUntil;
    private readonly Dictionary<string, IEventEncoder>[] _encoders;
    private readonly List<Work> _underway = [];
    private readonly EventPublisher _publisher;
    private readonly LogTrimmer _trimmer;
    private int _connections;

    public Server(World world, Scenario scenario)
    {
        _world = world;
        var options = Options.Create(scenario.Options);
        Budget = LogBudget.For(scenario.Options.Topics);
        Topics = new TopicRegistry(new NamespaceTable(options), options, Budget, world.Clock, NullLogger<TopicRegistry>.Instance);
        var limiter = new Limiter(options, world.Clock, world.Meters.Metrics, NullLogger<Limiter>.Instance);
        _publisher = new EventPublisher(Topics, new IdempotencyWindow(options, world.Clock), options, limiter, world.Meters.Metrics);
        _trimmer = new LogTrimmer(Topics, Budget, world.Meters.Metrics, world.Clock, NullLogger<LogTrimmer>.Instance);
        var clock = world.Seams.ShardClock(world.Clock);
        _shards = [.. Enumerable.Range(0, scenario.Shards).Select(_ => new Shard(scenario.Options, world.Meters.Metrics, clock, new ErrorWatch(world.Oracle)))];
        _encoders = [.. _shards.Select((_, shard) => world.Oracle.Encodings.Watched(shard))];
        _stalledUntil = new long[_shards.Length];
        world.Scheduler.Every(TimeSpan.FromSeconds(1), "watchdog", LookAround);
        world.Scheduler.Every(scenario.Options.Topics.SweepInterval, "sweep", Topics.Sweep);
    }

    public LogBudget Budget { get; }

    public TopicRegistry Topics { get; }

    public IReadOnlyList<Shard> Shards => _shards;

    /// <summary>From then on all shards have had all the time they need.</summary>
    public long LastStallEnds { get; private set; }

    /// <summary>Runs one item of a shard that has any; which one decides the seed.</summary>
    public bool RunAShard()
    {
        var first = _world.Random.Next(_shards.Length);
        for (var i = 0; i < _shards.Length; i++)
        {
            var shard = (first + i) % _shards.Length;
            if (_stalledUntil[shard] > _world.Now || !_shards[shard].RunNext()) continue;
            LookAtCalls();
            return true;
        }

        return false;
    }

    /// <summary>The thread of a shard gets no time for a while.</summary>
    public void Stall(TimeSpan time)
    {
        var shard = _world.Random.Next(_shards.Length);
        if (_stalledUntil[shard] + BetweenStalls.Ticks >= _world.Now) return;
        _stalledUntil[shard] = _world.Now + time.Ticks;
        LastStallEnds = Math.Max(LastStallEnds, _stalledUntil[shard]);
    }

    public void StallNothing() => Array.Clear(_stalledUntil);

    public Connection Accept(Clients.SimulatedClient client)
    {
        var connection = new Connection(_world, client, $"c{++_connections}");
        var shard = _connections % _shards.Length;
        connection.Subscriber = new Subscriber(connection, _shards[shard], _encoders[shard][client.Protocol]);
        return connection;
    }

    public void Detach(Connection connection)
    {
        if (_world.Seams.Detaches()) FanOutService.Detach(connection.Subscriber);
    }

    public PublishOutcome Publish(PublishRequest request)
    {
        var outcome = _publisher.PublishAsync(_world.Seams.Published(request)).AsTask().Result;
        if (Budget.Passed.TryRead(out _)) _world.After(_world.UpTo(TimeSpan.FromMilliseconds(5)), "trim", Trim);
        return outcome;
    }

    public void Dispose() => _trimmer.Dispose();

    /// <summary>Begins to work on a call, as the hub does.</summary>
    public void Handle(Connection connection, Call call)
    {
        switch (call)
        {
            case Call.Subscribe subscribe:
                Topics.GetOrCreate(TopicName.Parse(call.Topic), out var log);
                _underway.Add(new Work(connection, call, FanOutService.SubscribeAsync(connection.Subscriber, log, _world.Seams.Asked(subscribe.Request)), log));
                break;
            case Call.SetRate setRate:
                connection.Follows.GetValueOrDefault(call.Topic)?.Rate.Forget();
                _underway.Add(new Work(connection, call, FanOutService.SetRateAsync(connection.Subscriber, TopicName.Parse(call.Topic), setRate.Request)));
                break;
            default:
                _underway.Add(new Work(connection, call, FanOutService.UnsubscribeAsync(connection.Subscriber, TopicName.Parse(call.Topic))));
                break;
        }
    }

    /// <summary>What was decided in this step is seen by the oracle in this step; the hub goes on with it later.</summary>
    private void LookAtCalls()
    {
        for (var i = _underway.Count - 1; i >= 0; i--)
        {
            var work = _underway[i];
            if (!work.Task.IsCompleted) continue;
            _underway.RemoveAt(i);
            var result = Decide(work);
            _world.After(_world.UpTo(TimeSpan.FromMilliseconds(2)), $"{work.Connection.Id} goes on with {work.Call.Topic}", () => GoOn(work, result));
        }
    }

    private object? Decide(Work work) => work switch
    {
        { Task: Task<SubscribeOutcome> { Result: SubscribeOutcome.Done done }, Log: { } log } =>
            _world.Oracle.Decisions.Subscribed(work.Connection, ((Call.Subscribe)work.Call).Request, done, log),
        { Task: Task<SubscribeOutcome> subscribe } => subscribe.Result,
        { Task: Task<RateReply?> setRate } => _world.Oracle.Decisions.RateSet(work.Connection, (Call.SetRate)work.Call, setRate.Result),
        _ => _world.Oracle.Decisions.Unsubscribed(work.Connection, work.Call.Topic),
    };

    private void GoOn(Work work, object? result)
    {
        var (connection, call, subscription) = (work.Connection, work.Call, (result as Subscribed)?.Subscription);
        connection.Underway = null;
        if (result is SubscribeOutcome.Retired)
        {
            Topics.Remove(work.Log!);
            connection.Underway = call;
            Handle(connection, call);
            return;
        }

        if (result is Subscribed subscribed) result = subscribed with { Reply = _world.Seams.Replied(((Call.Subscribe)call).Request, subscribed.Reply) };
        if (_world.Seams.ActivatesEarly() && subscription is not null)
        {
            subscription.Activate();
            _world.After(_world.UpTo(TimeSpan.FromMilliseconds(50)), "late reply", () => connection.Reply(new Message.Reply(call, result), () => { }));
        }
        else
        {
            connection.Reply(new Message.Reply(call, result), () => Activate(result as Subscribed));
        }

        connection.TakeCall();
    }

    private void Activate(Subscribed? subscribed)
    {
        if (subscribed is null || !_world.Seams.Activates()) return;
        subscribed.Follow.ActiveSince = _world.Now;
        subscribed.Subscription.Activate();
    }

    private void LookAround()
    {
        foreach (var shard in _shards) shard.Watchdog.Tick();
        _world.Oracle.LookAround();
    }

    private void Trim()
    {
        var before = Budget.Dropped;
        _trimmer.Trim();
        if (Budget.Dropped > before) _world.Oracle.Count("trimmed");
    }

    /// <summary>A call on its way through a shard.</summary>
    private sealed record Work(Connection Connection, Call Call, Task Task, TopicLog? Log = null);
}
