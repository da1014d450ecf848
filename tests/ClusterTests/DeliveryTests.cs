using System.Net;
using RealtimeHub.Contracts;

namespace ClusterTests;

/// <summary>What several nodes are for: it does not matter to which one somebody talks.</summary>
[Collection<NodeTests>]
public sealed class DeliveryTests(NodeLane lane) : IAsyncLifetime
{
    private readonly HttpClient _http = new() { DefaultRequestHeaders = { { "X-API-Key", NodeProcess.Key } } };

    private static string NewTopic() => $"delivery/{Guid.NewGuid():N}";

    public async ValueTask InitializeAsync() => await lane.HealAsync();

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_one_node_accepts_reaches_the_subscribers_of_all_nodes_in_one_order()
    {
        var topic = NewTopic();
        var clients = await Task.WhenAll(lane.Nodes.Select(node => BareClient.ConnectAsync(node.Hub)));
        foreach (var client in clients) await client.SubscribeAsync(topic);

        for (var n = 1; n <= 30; n++) await PublishAsync(node: 0, topic, $"{n}");

        foreach (var client in clients)
        {
            var events = await client.NextEventsAsync(30);
            Assert.Equal(Enumerable.Range(1, 30).Select(n => ((long)n, $"{n}")), events.Select(e => (e.Offset, e.Data.GetString()!)));
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task All_nodes_continue_one_line_of_offsets_in_one_epoch()
    {
        var topic = NewTopic();
        var positions = new List<StreamPosition>();
        for (var n = 0; n < 12; n++) positions.Add((await PublishAsync(node: n % 3, topic, $"{n}")).Position!);

        Assert.Equal(Enumerable.Range(1, 12).Select(n => (long)n), positions.Select(position => position.Offset));
        Assert.Single(positions.Select(position => position.Epoch).Distinct());
    }

    [Fact]
    public async Task A_client_that_comes_back_to_another_node_gets_what_it_missed_once_and_in_order()
    {
        var topic = NewTopic();
        var first = await BareClient.ConnectAsync(lane.Nodes[0].Hub);
        await first.SubscribeAsync(topic);
        var seen = (await PublishAsync(node: 2, topic, "seen")).Position!;
        await first.NextEventAsync();
        await first.DisposeAsync();
        for (var n = 0; n < 5; n++) await PublishAsync(node: n % 3, topic, $"missed {n}");

        await using var second = await BareClient.ConnectAsync(lane.Nodes[1].Hub);
        var reply = await second.SubscribeAsync(topic, since: seen);
        await PublishAsync(node: 0, topic, "new");

        Assert.True(reply.Recovered);
        Assert.Equal(["missed 0", "missed 1", "missed 2", "missed 3", "missed 4", "new"], (await second.NextEventsAsync(6)).Select(e => e.Data.GetString()));
    }

    [Fact]
    public async Task A_key_is_one_event_whichever_nodes_get_it_and_when()
    {
        var topic = NewTopic();
        await PublishAsync(node: 0, topic, "before");

        var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(n => PublishAsync(n % 3, topic, "once", key: "k")));
        var later = await PublishAsync(node: 1, topic, "once", key: "k");

        Assert.All(answers, answer => Assert.Equal(later.Position, answer.Position));
        Assert.Equal(2, later.Position!.Offset);
        Assert.Equal(3, (await PublishAsync(node: 2, topic, "after")).Position!.Offset);
    }

    [Fact]
    public async Task The_same_key_with_another_event_is_a_conflict_at_every_node()
    {
        var topic = NewTopic();
        await PublishAsync(node: 0, topic, "first", key: "k");

        for (var node = 0; node < 3; node++)
        {
            var answer = await PublishAsync(node, topic, "second", key: "k");
            Assert.Equal((HttpStatusCode.Conflict, (int)ErrorCode.Conflict), (answer.Status, answer.Code));
        }
    }

    private Task<PublishAnswer> PublishAsync(int node, string topic, string data, string? key = null) =>
        PublishAnswer.AskAsync(_http, lane.Nodes[node].Address, topic, data, key);
}
