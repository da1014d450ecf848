using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class ManyConnectionsTests
{
    private const int Connections = 1_000;
    private const int Topics = 10;
    private const int EventsPerTopic = 50;

    [Fact]
    public async Task A_thousand_connections_on_ten_topics_get_every_event_exactly_once_and_in_order()
    {
        await using var server = await TestServer.StartAsync();
        var clients = await ConnectAllAsync(server);

        await Task.WhenAll(Enumerable.Range(0, Topics).Select(topic => Task.Run(
            () => server.PublishAsync($"topic{topic}", [.. Enumerable.Range(1, EventsPerTopic)]))));

        foreach (var (client, topic) in clients)
        {
            var events = await client.NextEventsAsync(EventsPerTopic);
            Assert.All(events, e => Assert.Equal(topic, e.Topic));
            Assert.Equal(Enumerable.Range(1, EventsPerTopic).Select(n => (long)n), events.Select(e => e.Offset));
            Assert.Equal(Enumerable.Range(1, EventsPerTopic), events.Select(e => e.Data.GetInt32()));
        }

        await NothingMoreComesAsync(server, clients);
        await Task.WhenAll(clients.Select(entry => entry.Client.DisposeAsync().AsTask()));
    }

    /// <summary>A last event is the next one that everybody sees: nothing came twice before it.</summary>
    private static async Task NothingMoreComesAsync(TestServer server, List<(BareClient Client, string Topic)> clients)
    {
        for (var topic = 0; topic < Topics; topic++) await server.PublishAsync($"topic{topic}", "last");
        foreach (var (client, _) in clients) Assert.Equal(EventsPerTopic + 1, (await client.NextEventAsync()).Offset);
        Assert.All(clients, entry => Assert.True(entry.Client.HasNothingMore));
    }

    private static async Task<List<(BareClient Client, string Topic)>> ConnectAllAsync(TestServer server)
    {
        var clients = new List<(BareClient Client, string Topic)>();
        foreach (var batch in Enumerable.Range(0, Connections).Chunk(50))
        {
            clients.AddRange(await Task.WhenAll(batch.Select(async n =>
            {
                var client = await server.ConnectAsync();
                var topic = $"topic{n % Topics}";
                await client.SubscribeAsync(topic);
                return (client, topic);
            })));
        }

        return clients;
    }
}
