using TaskNode;

namespace ClusterTests.Tasks.Support;

/// <summary>A Redis with three nodes that do the work of the tests, which the tests of one collection share. The next test begins with everything in order.</summary>
public sealed class TaskLane : IAsyncLifetime
{
    private const int NodeCount = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("steps-").FullName;
    private RedisProcess? _redis;
    private TestCluster? _cluster;

    /// <summary>How long a node that is not heard of keeps its tasks.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(Campaign.Size(4, whenLong: 15));

    public RedisProcess Redis => _redis!;

    public IReadOnlyList<NodeProcess> Nodes => _cluster!.Nodes;

    /// <summary>What the handlers of all nodes have written down.</summary>
    internal StepReader Steps { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var file = Path.Combine(_folder, "steps");
        await File.WriteAllTextAsync(file, "");
        Steps = new StepReader(file);
        _redis = await RedisProcess.StartAsync();
        await _redis.KeepAsync(RedisDurability.EveryWrite);
        (string, string)[] settings =
        [
            ("Redis:Configuration", _redis.Address), ("Tasks:Lease", $"{Lease}"), ("Tasks:MaxTasks", "1000000"), ("Tasks:KeepEnded", "1.00:00:00"), ("Tasks:StopTimeout", "00:00:01"),
            ("Drain:Window", "00:00:01"), ("Drain:ComeBackWithin", "00:00:01"), ($"Tasks:Kinds:{Chores.Kind}:Capacity", $"{Campaign.Size(100, whenLong: 2_000)}"), .. TestCluster.QuickExpiry,
        ];
        _cluster = await TestCluster.StartAsync([.. Enumerable.Range(0, NodeCount).Select(_ => new NodeProcess("TaskNode.dll", [$"--{StepWriter.Setting}={file}"], settings))]);
    }

    /// <summary>Mends what an earlier test has left broken, and begins a run.</summary>
    internal async Task<TaskRun> BeginAsync(TaskPlan? plan = null, RedisDurability durability = RedisDurability.EveryWrite)
    {
        if (!Redis.IsRunning) await Redis.StartAgainAsync();
        await Redis.KeepAsync(durability);
        await _cluster!.HealAsync();
        _cluster.TakeErrors();
        return await TaskRun.BeginAsync(this, plan ?? new TaskPlan());
    }

    /// <summary>Takes the errors in the logs of the nodes since the last time.</summary>
    internal IReadOnlyList<string> TakeErrors() => _cluster!.TakeErrors();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

[CollectionDefinition]
public sealed class TaskNodeTests : ICollectionFixture<TaskLane>;
