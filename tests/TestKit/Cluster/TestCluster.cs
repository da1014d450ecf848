using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using RealtimeHub.TestKit.Processes;

namespace RealtimeHub.TestKit.Cluster;

/// <summary>Several nodes of the real server, each a process of its own, on one Redis.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    /// <summary>How many events each topic keeps: more than any run publishes while somebody is away.</summary>
    public const int Retained = 20_000;

    /// <summary>Settings with which nodes notice within five seconds, and not half a minute, that one of them is gone. A campaign has the time for the usual ones.</summary>
    public static readonly (string Name, string Value)[] QuickExpiry = Campaign.IsLong ? [] : [("Redis:HeartbeatInterval", "00:00:01"), ("Redis:NodeExpiry", "00:00:05")];

    private static readonly TimeSpan HealLimit = TimeSpan.FromSeconds(30);

    private TestCluster(IReadOnlyList<NodeProcess> nodes) => Nodes = nodes;

    public IReadOnlyList<NodeProcess> Nodes { get; }

    public IReadOnlyList<Uri> Addresses => [.. Nodes.Select(node => node.Address)];

    /// <summary>Starts a node for each configuration of StackExchange.Redis; one that is empty is for a node by itself.</summary>
    public static async Task<TestCluster> StartAsync(IEnumerable<string> redis, params (string Name, string Value)[] settings)
    {
        (string, string)[] all = [("DefaultNamespace:MaxEvents", Retained.ToString(CultureInfo.InvariantCulture)), ("DefaultNamespace:MaxBytes", "67108864"), .. settings];
        return await StartAsync([.. redis.Select(one => new NodeProcess([.. all, .. RedisOf(one)]))]);
    }

    /// <summary>Starts nodes that somebody has put together, and waits until they are ready.</summary>
    public static async Task<TestCluster> StartAsync(IReadOnlyList<NodeProcess> nodes)
    {
        var cluster = new TestCluster(nodes);
        try
        {
            await cluster.HealAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the nodes that do not run, and waits until all are ready.</summary>
    public async Task HealAsync()
    {
        foreach (var node in Nodes)
        {
            if (node.IsRunning) node.GoOn();
            else node.Begin();
        }

        foreach (var node in Nodes) await node.ReadyAsync();
    }

    /// <summary>Waits until all nodes say that they are ready.</summary>
    public async Task ReadyAsync()
    {
        foreach (var node in Nodes) await node.ReadyAsync(HealLimit);
    }

    /// <summary>
    /// Waits until each node counts these nodes, and no others. One that has died while Redis was away counts for a while, and publishing may wait for it: it could be cut off only.
    /// </summary>
    public async Task AgreesAsync()
    {
        using var http = new HttpClient { DefaultRequestHeaders = { { "X-API-Key", NodeProcess.Key } } };
        foreach (var node in Nodes)
        {
            var seen = 0;
            await Poll.UntilAsync(async () => (seen = await CountAsync(node)) == Nodes.Count, HealLimit, () => $"{node.Address} counts {seen} nodes\n{node.Log}");
        }

        async Task<int> CountAsync(NodeProcess node) => (await http.GetFromJsonAsync<JsonElement>(new Uri(node.Address, "v1/nodes"))).GetProperty("nodes").GetArrayLength();
    }

    /// <summary>The last lines that the nodes have logged.</summary>
    public string Log => string.Join('\n', Nodes.Select((node, n) => $"node {n}:\n{node.Log}"));

    /// <summary>Takes the errors in the logs of the nodes since the last time.</summary>
    public IReadOnlyList<string> TakeErrors() => [.. Nodes.SelectMany((node, n) => node.Log.TakeErrors().Select(error => $"node {n}: {error}"))];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.DisposeAsync();
    }

    private static IEnumerable<(string Name, string Value)> RedisOf(string configuration) =>
        configuration.Length == 0 ? [] : [("Redis:Configuration", configuration)];
}
