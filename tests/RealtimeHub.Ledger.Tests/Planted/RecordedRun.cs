using System.Globalization;
using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit.Raw;
using RealtimeHub.TestKit.Witnesses;

namespace RealtimeHub.Ledger.Tests.Planted;

/// <summary>
/// A run against the real server, and the ledger of it: publishers, subscribers that leave, come back and are cut, retries with
/// idempotency keys, reads of the history, and gauges before and after.
/// </summary>
public sealed class RecordedRun : IAsyncLifetime
{
    public const int Kept = 5_000;

    private const int Publishers = 4;
    private const int EventsOfEach = 1_500;
    private const int Subscribers = 8;
    private const int HandoffsOfEach = 50;
    private const int EventsPerHandoff = Publishers * EventsOfEach / (Subscribers * HandoffsOfEach);
    private const int KeyEvery = 50;
    private static readonly string[] Topics = ["a", "b", "c"];

    private readonly LedgerInMemory _ledger = new();

    // Each handoff lets a few events in: so they are published while subscribers come and go, and not before.
    private readonly SemaphoreSlim _room = new(0);
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(60));

    /// <summary>Nobody may lose anything here: the topics keep more than is published.</summary>
    public static CheckerOptions Options { get; } = new() { Retained = Kept, GapsAllowed = false };

    public IReadOnlyList<LedgerEntry> Entries => _ledger.Entries;

    public async ValueTask InitializeAsync()
    {
        await using var server = await TestServer.StartAsync(("DefaultNamespace:MaxEvents", $"{Kept}"), ("FanOut:Shards", "2"));
        await ReadGaugesAsync(server);
        var publishing = Enumerable.Range(1, Publishers).Select(n => Task.Run(() => PublishAsync(server, n)));
        var clients = Enumerable.Range(1, Subscribers).Select(n => Client(server, n)).ToList();
        await Task.WhenAll([.. publishing, .. clients.Select(client => Task.Run(() => FollowAsync(client)))]);

        var heads = await ReadHistoriesAsync(server);
        await Task.WhenAll(clients.Select(client => client.ReadUntilAsync(witness => Topics.All(topic => witness.PositionOf(topic)!.Offset >= heads[topic]))));
        _ledger.Record(new LedgerEntry.AtRest(Witness.Now));
        foreach (var client in clients) client.Kill();
        await server.Metrics.WaitForFallAsync("realtimehub.connections", 0);
        await server.Metrics.WaitForFallAsync("realtimehub.subscriptions", 0);
        await ReadGaugesAsync(server);
    }

    public ValueTask DisposeAsync()
    {
        _stop.Dispose();
        _room.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PublishAsync(TestServer server, int number)
    {
        var publisher = new WitnessedPublisher(server.Publisher, _ledger, number);
        for (var i = 0; i < EventsOfEach; i++)
        {
            await _room.WaitAsync(_stop.Token);
            var id = publisher.NextId();
            var key = i % KeyEvery == 0 ? $"{number}-{i}" : null;
            var topic = Topics[i % Topics.Length];
            await publisher.PublishAsync(topic, id, key);
            if (key is not null) await publisher.PublishAsync(topic, id, key);
        }
    }

    private WitnessedClient Client(TestServer server, int number) =>
        new(server.Hub, new WireProtocol(number % 2 == 0 ? "json" : "messagepack"), new Witness(_ledger, number), _stop.Token);

    /// <summary>Comes and goes, and stays in the end.</summary>
    private async Task FollowAsync(WitnessedClient client)
    {
        var random = new Random(client.Witness.Number);
        await client.ConnectAsync();
        foreach (var topic in Topics) await client.SubscribeAsync(topic);
        for (var i = 0; i < HandoffsOfEach; i++)
        {
            _room.Release(EventsPerHandoff);
            var topic = Topics[random.Next(Topics.Length)];
            if (random.Next(4) == 0)
            {
                client.Kill();
                await client.ConnectAsync();
                foreach (var each in Topics) await client.SubscribeAsync(each);
            }
            else
            {
                await client.UnsubscribeAsync(topic);
                await client.SubscribeAsync(topic);
            }
        }
    }

    private async Task<Dictionary<string, long>> ReadHistoriesAsync(TestServer server)
    {
        var heads = new Dictionary<string, long>();
        foreach (var topic in Topics)
        {
            var reverse = topic == Topics[0];
            var start = Witness.Now;
            var page = await server.GetJsonAsync($"/v1/topics/{topic}/events?limit=1000&reverse={(reverse ? "true" : "false")}");
            var head = new StreamPosition(page.GetProperty("epoch").GetString()!, page.GetProperty("offset").GetInt64());
            HistoryEvent[] events = [.. page.GetProperty("events").EnumerateArray().Select(Event)];
            _ledger.Record(new LedgerEntry.HistoryRead(Witness.Now, start, topic, head, After: 0, reverse, events));
            heads[topic] = head.Offset;
        }

        return heads;
    }

    private static HistoryEvent Event(JsonElement e) => new(e.GetProperty("offset").GetInt64(), PubId.Parse(e.GetProperty("data").GetString()));

    /// <summary>The subscribers of each topic are counted over the lists of the shards; the gauge goes up and down.</summary>
    private async Task ReadGaugesAsync(TestServer server)
    {
        var topics = await server.GetJsonAsync("/v1/topics?limit=1000");
        var walked = topics.GetProperty("topics").EnumerateArray().Sum(topic => topic.GetProperty("subscribers").GetInt64());
        _ledger.Record(new LedgerEntry.Gauge(Witness.Now, "realtimehub.subscriptions", server.Metrics["realtimehub.subscriptions"], walked));
        var connections = server.Metrics["realtimehub.connections"];
        _ledger.Record(new LedgerEntry.Gauge(Witness.Now, "realtimehub.connections", connections, connections));
    }
}
