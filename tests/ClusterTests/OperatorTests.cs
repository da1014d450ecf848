using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RealtimeHub.TestKit.Processes;

namespace ClusterTests;

/// <summary>Operators talk to any node, and mean all of them.</summary>
[Collection<NodeTests>]
public sealed class OperatorTests(NodeLane lane) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UntilGone = TimeSpan.FromSeconds(35);

    private readonly HttpClient _http = new() { DefaultRequestHeaders = { { "X-API-Key", NodeProcess.Key } } };

    public async ValueTask InitializeAsync() => await lane.HealAsync();

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_node_lists_the_others_until_they_are_gone()
    {
        await UntilNodesAsync(3, Soon);

        await lane.Nodes[2].KillAsync();
        await UntilNodesAsync(2, UntilGone);

        await lane.Nodes[2].StartAsync();
        await UntilNodesAsync(3, Soon);
        Assert.Equal(0, await lane.Nodes[2].TerminateAsync());
        await UntilNodesAsync(2, Soon);
    }

    [Fact]
    public async Task Connections_and_topics_of_all_nodes_are_listed_in_pages_and_ended_from_any_node()
    {
        await UntilNodesAsync(3, Soon);
        var topic = $"operators/{Guid.NewGuid():N}";
        var (clients, ids) = (new List<BareClient>(), new List<string>());
        foreach (var node in lane.Nodes)
        {
            var before = await ConnectionsAsync();
            clients.Add(await BareClient.ConnectAsync(node.Hub));
            await clients[^1].SubscribeAsync(topic);

            // Without negotiation a client does not know its id.
            ids.Add(Assert.Single((await ConnectionsAsync()).Except(before))!);
        }

        var page = await GetAsync(0, $"v1/topics?prefix={topic}");
        Assert.False(page.TryGetProperty("unanswered", out _));
        var summary = page.GetProperty("topics").EnumerateArray().Single();
        Assert.Equal((topic, 3), (summary.GetProperty("topic").GetString(), summary.GetProperty("subscribers").GetInt32()));

        using var ended = await _http.DeleteAsync(new Uri(lane.Nodes[0].Address, $"v1/connections/{ids[2]}/subscriptions/{Uri.EscapeDataString(topic)}"));
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(new Received.Ended(topic, 103), await clients[2].NextAsync());
        using var closed = await _http.DeleteAsync(new Uri(lane.Nodes[0].Address, $"v1/connections/{ids[1]}"));
        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        Assert.Equal(3503, Assert.IsType<Received.Goodbye>(await clients[1].NextAsync()).Code);
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_that_may_be_on_a_node_that_does_not_answer_is_not_said_to_be_none()
    {
        await UntilNodesAsync(3, Soon);
        var before = await ConnectionsAsync();
        await using var client = await BareClient.ConnectAsync(lane.Nodes[2].Hub);
        await client.SubscribeAsync($"operators/{Guid.NewGuid():N}");
        var id = Assert.Single((await ConnectionsAsync()).Except(before));
        lane.Nodes[2].Freeze();

        // All at once: soon the node counts as gone.
        var lists = Task.WhenAll(((string[])["v1/connections", "v1/topics"]).Select(list => GetAsync(0, list)));
        await Task.WhenAll(lists, IsUnavailableAsync($"v1/connections/{id}/subscriptions/a"), IsUnavailableAsync($"v1/connections/{id}"));
        Assert.All(await lists, list => Assert.Equal(1, list.GetProperty("unanswered").GetArrayLength()));

        lane.Nodes[2].GoOn();
        Assert.Equal(3503, Assert.IsType<Received.Goodbye>(await client.NextAsync()).Code);
    }

    [Fact]
    public async Task Who_closes_a_connection_of_another_node_does_not_wait_until_its_client_reads()
    {
        await UntilNodesAsync(3, Soon);
        var (topic, data) = ($"operators/{Guid.NewGuid():N}", new string('x', 60_000));
        var before = await ConnectionsAsync();
        await using var proxy = new TcpProxy(lane.Nodes[2].Address);
        await using var client = await BareClient.ConnectAsync(proxy.Hub);
        await client.SubscribeAsync(topic);
        var id = Assert.Single((await ConnectionsAsync()).Except(before));
        proxy.StopReading();
        for (var i = 0; i < 300; i++) Assert.NotNull((await PublishAnswer.AskAsync(_http, lane.Nodes[2].Address, topic, data)).Position);

        using var closed = await _http.DeleteAsync(new Uri(lane.Nodes[0].Address, $"v1/connections/{id}"));

        // A node that had waited for its client would not have answered in time: that is 503.
        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
    }

    private async Task IsUnavailableAsync(string path)
    {
        using var answer = await _http.DeleteAsync(new Uri(lane.Nodes[0].Address, path));
        var code = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 114), (answer.StatusCode, code));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private async Task<List<string?>> ConnectionsAsync()
    {
        var all = new List<string?>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await GetAsync(1, $"v1/connections?limit=2&cursor={Uri.EscapeDataString(cursor)}");
            all.AddRange(page.GetProperty("connections").EnumerateArray().Select(connection => connection.GetProperty("id").GetString()));
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }

        return all;
    }

    private async Task UntilNodesAsync(int count, TimeSpan within)
    {
        foreach (var node in new[] { 0, 1 })
        {
            var seen = 0;
            await Poll.UntilAsync(async () => (seen = (await GetAsync(node, "v1/nodes")).GetProperty("nodes").GetArrayLength()) == count, within, () => $"node {node} sees {seen} nodes");
        }
    }

    private Task<JsonElement> GetAsync(int node, string path) => _http.GetFromJsonAsync<JsonElement>(new Uri(lane.Nodes[node].Address, path));
}
