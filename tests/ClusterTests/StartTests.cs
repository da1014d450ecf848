using RealtimeHub.TestKit.Processes;

namespace ClusterTests;

/// <summary>A node starts, and Redis is not there, or not fit to keep topics.</summary>
public sealed class StartTests
{
    private const int NotDone = 1707;
    private const int ConnectionGone = 1708;
    private const int Evicts = 1710;

    [Fact]
    public async Task It_starts_without_Redis_and_is_ready_when_that_is_there()
    {
        await using var redis = await RedisProcess.StartAsync();
        await redis.KillAsync();
        await using var node = Node(redis.Address);
        node.Begin();
        await node.AliveAsync();
        Assert.False(await node.IsReadyAsync());

        await redis.StartAgainAsync();
        await node.ReadyAsync();
    }

    [Fact]
    public async Task It_starts_without_a_Sentinel()
    {
        await using var node = Node($"127.0.0.1:{LoopbackPort.Next()},serviceName=mymaster");
        node.Begin();
        await node.AliveAsync();

        Assert.False(await node.IsReadyAsync());
        Assert.Contains("Redis cannot be reached", node.Log.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await node.TerminateAsync());
    }

    [Fact]
    public async Task It_does_not_start_on_a_Redis_that_drops_topics_when_its_memory_is_full()
    {
        await using var redis = await RedisProcess.StartAsync("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        await using var node = Node(redis.Address);
        node.Begin();

        Assert.Equal(78, await node.EndsAsync());
        Assert.Contains("Set maxmemory-policy to noeviction", node.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_warns_of_a_policy_that_will_drop_topics_and_of_a_Redis_that_writes_nothing()
    {
        await using var redis = await RedisProcess.StartAsync("--maxmemory-policy", "allkeys-lru", "--appendonly", "no");
        await using var node = Node(redis.Address);
        await node.StartAsync();

        Assert.NotEmpty(node.Log.With("before you set maxmemory"));
        Assert.NotEmpty(node.Log.With("writes no append-only file"));
    }

    [Fact]
    public async Task It_says_it_when_a_server_has_taken_over_that_drops_topics()
    {
        await using var shared = await SharedServer.StartAsync();

        // Whoever asks for something while the connections are cut is told that nobody answers.
        shared.Server.Allows(Evicts).Allows(ConnectionGone).Allows(NotDone);
        await shared.Redis.SetAsync("maxmemory-policy", "allkeys-lru");
        await shared.Redis.SetAsync("maxmemory", "100mb");

        await shared.Redis.CallAsync("CLIENT", "KILL", "TYPE", "normal");

        await shared.Server.WaitForLogAsync(Evicts, atLeast: 1);
    }

    private static NodeProcess Node(string redis) => new(("Redis:Configuration", redis));
}
