using System.Globalization;
using RealtimeHub.TestKit.Processes;

namespace RealtimeHub.TestKit.Redis;

/// <summary>A Redis Cluster of three masters, each with a third of the slots, and no replicas.</summary>
public sealed class RedisClusterOfThree : IAsyncDisposable
{
    private const int Slots = 16_384;
    private static readonly TimeSpan JoinLimit = TimeSpan.FromSeconds(30);

    private readonly List<RedisProcess> _masters = [];

    private RedisClusterOfThree()
    {
    }

    public IReadOnlyList<RedisProcess> Masters => _masters;

    /// <summary>What the nodes are configured with.</summary>
    public string Configuration => string.Join(',', _masters.Select(master => master.Address));

    public static async Task<RedisClusterOfThree> StartAsync()
    {
        var cluster = new RedisClusterOfThree();
        try
        {
            for (var n = 0; n < 3; n++)
            {
                var bus = LoopbackPort.Next().ToString(CultureInfo.InvariantCulture);
                cluster._masters.Add(await RedisProcess.StartAsync("--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-node-timeout", "2000"));
            }

            await cluster.JoinAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every slot is served again, as all masters see it.</summary>
    public Task WorksAsync() => Poll.UntilAsync(WorkAsync, JoinLimit, () => string.Join("\n\n", _masters.Select(master => master.Log())));

    public async ValueTask DisposeAsync()
    {
        foreach (var master in _masters) await master.DisposeAsync();
    }

    private async Task JoinAsync()
    {
        for (var n = 0; n < _masters.Count; n++)
        {
            var (first, last) = (Slots * n / _masters.Count, (Slots * (n + 1) / _masters.Count) - 1);
            await _masters[n].CallAsync("CLUSTER", "SET-CONFIG-EPOCH", $"{n + 1}");
            await _masters[n].CallAsync("CLUSTER", "ADDSLOTSRANGE", $"{first}", $"{last}");
        }

        var bus = (await _masters[0].CallAsync("CONFIG", "GET", "cluster-port")).Items[1].Text;
        foreach (var master in _masters.Skip(1)) await master.CallAsync("CLUSTER", "MEET", "127.0.0.1", $"{_masters[0].Port}", bus);
        await WorksAsync();
    }

    private async Task<bool> WorkAsync()
    {
        foreach (var master in _masters)
        {
            var info = (await master.CallAsync("CLUSTER", "INFO")).Text;
            if (!info.Contains("cluster_state:ok", StringComparison.Ordinal) || !info.Contains("cluster_known_nodes:3", StringComparison.Ordinal)) return false;
        }

        return true;
    }
}
