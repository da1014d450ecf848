using System.Globalization;
using RealtimeHub.TestKit.Processes;

namespace RealtimeHub.TestKit.Redis;

/// <summary>
/// Two Redis servers, one of which follows the other, and a Sentinel that makes the follower the master when that is gone. The follower gets its data through a proxy, which
/// can be stopped: then it stays behind, and what it has missed is lost when it takes over.
/// </summary>
public sealed class RedisWithSentinel : IAsyncDisposable
{
    private const string Name = "mymaster";

    // On a busy machine a server may be silent for a while; only one that was killed is to be replaced.
    private const int LateMs = 30_000;
    private const int SoonMs = 300;

    private static readonly TimeSpan TakeOverLimit = TimeSpan.FromSeconds(60);

    // Redis waits for more followers otherwise, before it sends its data to all of them.
    private static readonly string[] SyncAtOnce = ["--repl-diskless-sync-delay", "0"];

    private readonly List<RedisProcess> _started = [];

    private RedisWithSentinel()
    {
    }

    /// <summary>The one that the nodes use now.</summary>
    public RedisProcess Master { get; private set; } = null!;

    /// <summary>What the nodes are configured with.</summary>
    public string Configuration => $"{Sentinel.Address},serviceName={Name}";

    private RedisProcess Replica { get; set; } = null!;

    private RedisProcess Sentinel { get; set; } = null!;

    private TcpProxy Replication { get; set; } = null!;

    public static async Task<RedisWithSentinel> StartAsync()
    {
        var all = new RedisWithSentinel();
        try
        {
            await all.BeginAsync();
            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on the follower learns nothing new.</summary>
    public void HoldBackReplication() => Replication.StopReading();

    /// <summary>Waits until the follower has all that the master has.</summary>
    public Task FollowerHasEverythingAsync() => Poll.UntilAsync(
        async () => await Master.InfoAsync("master_repl_offset") == await Replica.InfoAsync("slave_repl_offset"), TakeOverLimit, Replica.Log);

    /// <summary>The master is gone from one moment to the next, and the follower takes over with what it has.</summary>
    public async Task FailOverAsync()
    {
        await Master.KillAsync();
        await SetDownAfterAsync(SoonMs);

        // What was held back must not arrive after all.
        var heldBack = Replication;
        Replication = new TcpProxy(Replica.Port);
        heldBack.DropAll();
        await heldBack.DisposeAsync();
        await Poll.UntilAsync(() => IsMasterAsync(Replica), TakeOverLimit, Sentinel.Log);
        (Master, Replica) = (Replica, Master);
        await Poll.UntilAsync(async () => await MasterPortAsync() == Master.Port, TakeOverLimit, Sentinel.Log);
        await SetDownAfterAsync(LateMs);
    }

    /// <summary>The old master comes back, and follows the new one.</summary>
    public async Task ComeBackAsync()
    {
        await Replica.StartAgainAsync("--replicaof", "127.0.0.1", $"{Replication.Port}");
        await FollowAsync(Replica, Replication.Port);
        await Poll.UntilAsync(() => SentinelKnowsAsync(Replica.Port), TakeOverLimit, Sentinel.Log);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var redis in _started) await redis.DisposeAsync();
        if (Replication is not null) await Replication.DisposeAsync();
    }

    private async Task BeginAsync()
    {
        _started.Add(Master = await RedisProcess.StartAsync(SyncAtOnce));
        _started.Add(Replica = await RedisProcess.StartAsync(SyncAtOnce));
        Replication = new TcpProxy(Master.Port);
        await FollowAsync(Replica, Replication.Port);

        // It mends a follower that follows somebody else than the master, such as a proxy, when that has lasted for failover-timeout.
        _started.Add(Sentinel = await RedisProcess.StartSentinelAsync(
            $"sentinel monitor {Name} 127.0.0.1 {Master.Port} 1\nsentinel down-after-milliseconds {Name} {LateMs}\nsentinel failover-timeout {Name} 60000"));

        // It asks every ten seconds otherwise, and rests for half a minute when the machine was busy.
        await Sentinel.CallAsync("SENTINEL", "DEBUG", "info-period", "500", "tilt-trigger", "20000", "tilt-period", "2000");
        await Poll.UntilAsync(() => SentinelKnowsAsync(Replica.Port), TakeOverLimit, Sentinel.Log);
    }

    private Task<RespValue> SetDownAfterAsync(int milliseconds) => Sentinel.CallAsync("SENTINEL", "SET", Name, "down-after-milliseconds", $"{milliseconds}");

    private static async Task FollowAsync(RedisProcess replica, int port)
    {
        await replica.CallAsync("REPLICAOF", "127.0.0.1", port.ToString(CultureInfo.InvariantCulture));
        await Poll.UntilAsync(async () => await replica.InfoAsync("role") == "slave" && await replica.InfoAsync("master_link_status") == "up", TakeOverLimit, replica.Log);
    }

    private static async Task<bool> IsMasterAsync(RedisProcess redis)
    {
        try
        {
            return await redis.InfoAsync("role") == "master";
        }
        catch (IOException)
        {
            // A Sentinel ends all connections of a server that it tells to take over.
            return false;
        }
    }

    private async Task<int> MasterPortAsync() =>
        int.Parse((await Sentinel.CallAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", Name)).Items[1].Text, CultureInfo.InvariantCulture);

    /// <summary>Whether the Sentinel sees a healthy follower at this port, and a healthy master: only then does it act when the master is gone.</summary>
    private async Task<bool> SentinelKnowsAsync(int replica)
    {
        var master = Fields(await Sentinel.CallAsync("SENTINEL", "MASTER", Name));
        var followers = (await Sentinel.CallAsync("SENTINEL", "REPLICAS", Name)).Items.Select(Fields);
        return master["flags"] == "master" && followers.Any(follower => follower["port"] == $"{replica}" && follower["flags"] == "slave");
    }

    private static Dictionary<string, string> Fields(RespValue value) =>
        value.Items.Chunk(2).ToDictionary(pair => pair[0].Text, pair => pair[1].Text, StringComparer.Ordinal);
}
