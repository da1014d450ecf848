namespace ClusterTests.Support;

/// <summary>
/// A Redis with three nodes of the real server on it, which the tests of one collection share. A test may do what it likes to them: the next one begins with everything in order.
/// </summary>
public abstract class Lane : IAsyncLifetime
{
    private const int NodeCount = 3;

    private readonly bool _haveOwnWays;
    private readonly List<PushSwallower> _ways = [];
    private RedisProcess? _redis;
    private TestCluster? _cluster;

    /// <param name="haveOwnWays">Whether each node has a way of its own to Redis, on which things may be lost.</param>
    private protected Lane(bool haveOwnWays) => _haveOwnWays = haveOwnWays;

    public RedisProcess Redis => _redis!;

    public TestCluster Cluster => _cluster!;

    public IReadOnlyList<NodeProcess> Nodes => Cluster.Nodes;

    /// <summary>The ways of the nodes to Redis, where they have their own.</summary>
    public IReadOnlyList<PushSwallower> Ways => _ways;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisProcess.StartAsync();
        await _redis.KeepAsync(RedisDurability.EveryWrite);
        if (_haveOwnWays) _ways.AddRange(Enumerable.Range(0, NodeCount).Select(_ => new PushSwallower(_redis.Port)));
        _cluster = await TestCluster.StartAsync(_haveOwnWays ? _ways.Select(way => way.Address) : Enumerable.Repeat(_redis.Address, NodeCount));
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        foreach (var way in _ways) await way.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Mends what an earlier test has left broken.</summary>
    public async Task HealAsync()
    {
        if (Redis.IsRunning) Redis.GoOn();
        else await Redis.StartAgainAsync();
        await Redis.CallAsync("REPLICAOF", "NO", "ONE");
        await Redis.SetAsync("maxmemory", "0");
        foreach (var way in _ways) way.Heal();
        await Cluster.HealAsync();
        Cluster.TakeErrors();
    }

    /// <summary>Heals, and begins a run.</summary>
    internal async Task<ClusterRun> BeginAsync(RunPlan? plan = null)
    {
        await HealAsync();
        return await ClusterRun.StartAsync(Cluster, plan);
    }
}

/// <summary>For tests that do harm to nodes.</summary>
public sealed class NodeLane() : Lane(haveOwnWays: false);

/// <summary>For tests that do harm to Redis.</summary>
public sealed class RedisLane() : Lane(haveOwnWays: false);

/// <summary>For tests that do harm to what lies between.</summary>
public sealed class PushLane() : Lane(haveOwnWays: true);

[CollectionDefinition]
public sealed class NodeTests : ICollectionFixture<NodeLane>;

[CollectionDefinition]
public sealed class RedisTests : ICollectionFixture<RedisLane>;

[CollectionDefinition]
public sealed class PushTests : ICollectionFixture<PushLane>;
