using System.Net.Http.Json;
using System.Text.Json;
using RealtimeHub.TestKit.Processes;

namespace ClusterTests;

/// <summary>Who follows a topic, whatever node he is connected to.</summary>
public sealed class PresenceTests : IAsyncLifetime
{
    private const string Topic = "room:a";

    private static readonly TimeSpan AfterLeave = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterCrash = TimeSpan.FromSeconds(35);

    private readonly HttpClient _http = new() { DefaultRequestHeaders = { { "X-API-Key", NodeProcess.Key } } };
    private RedisProcess _redis = null!;
    private TestCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisProcess.StartAsync();
        _cluster = await TestCluster.StartAsync(Enumerable.Repeat(_redis.Address, 2), ("Namespaces:room:Presence:Enabled", "true"), ("Namespaces:room:Permissions:Presence", "Anonymous"));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _cluster.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Everybody_is_counted_at_every_node_and_gone_when_he_leaves_or_his_node_dies()
    {
        await using var here = await BareClient.ConnectAsync(_cluster.Nodes[0].Hub);
        await here.SubscribeAsync(Topic);
        var there = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => BareClient.ConnectAsync(_cluster.Nodes[1].Hub)));
        foreach (var client in there) await client.SubscribeAsync(Topic);
        await UntilCountAsync(4, AfterLeave, nodes: [0, 1]);

        await there[0].UnsubscribeAsync(Topic);
        await there[1].DisposeAsync();
        await UntilCountAsync(2, AfterLeave, nodes: [0, 1]);

        await _cluster.Nodes[1].KillAsync();
        await UntilCountAsync(1, AfterCrash, nodes: [0]);
        await _cluster.Nodes[1].StartAsync();
        await UntilCountAsync(1, AfterLeave, nodes: [0, 1]);
        foreach (var client in there) await client.DisposeAsync();
    }

    private async Task UntilCountAsync(int count, TimeSpan within, int[] nodes)
    {
        foreach (var node in nodes)
        {
            var seen = -1;
            await Poll.UntilAsync(async () => (seen = await CountAsync(node)) == count, within, () => $"node {node} counts {seen} and not {count}\n{_cluster.Nodes[node].Log}");
        }
    }

    private async Task<int> CountAsync(int node) =>
        (await _http.GetFromJsonAsync<JsonElement>(new Uri(_cluster.Nodes[node].Address, $"v1/topics/{Uri.EscapeDataString(Topic)}/presence"))).GetProperty("count").GetInt32();
}
