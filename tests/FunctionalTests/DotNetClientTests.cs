using System.Text.Json;
using RealtimeHub.Client;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Our .NET client against the real server.</summary>
public sealed class DotNetClientTests
{
    private static readonly RealtimeHubClientOptions Eager = new()
    {
        Reconnect = new() { MinDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(100) },
    };

    [Fact]
    public async Task Await_foreach_reads_typed_events_with_and_without_meta()
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await RealtimeHubClient.ConnectAsync(server.Address.ToString(), Eager);
        await server.PublishAsync("host:cpu", new Sample(1.5));
        await server.Publisher.PublishAsync("host:cpu", new Sample(2.5), key: "core0");

        var events = await TakeAsync(hub.Subscribe<Sample>("host:cpu", new() { Tail = 10 }), 2);

        Assert.Equal([1.5, 2.5], events.Select(e => e.Data.Total));
        Assert.Equal([null, "core0"], events.Select(e => e.Meta?.Key));
    }

    [Fact]
    public async Task Publishing_over_the_hub_returns_the_position()
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await RealtimeHubClient.ConnectAsync(server.Address.ToString(), Eager);

        var position = await hub.PublishAsync("chat:lobby", new { text = "hi" }, new() { Key = "k" });
        var page = await hub.HistoryAsync<Dictionary<string, string>>("chat:lobby");

        Assert.Equal(1, position.Offset);
        Assert.Equal("hi", page.Events.Single().Data["text"]);
    }

    [Fact]
    public async Task A_refused_publish_throws_with_the_code()
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await RealtimeHubClient.ConnectAsync(server.Address.ToString(), Eager);

        var error = await Assert.ThrowsAsync<RealtimeHubException>(() => hub.PublishAsync("news", 1));

        Assert.Equal(ErrorCode.PermissionDenied, error.Code);
    }

    [Fact]
    public async Task A_dropped_connection_is_recovered_without_loss_or_repeat()
    {
        await using var server = await TestServer.StartAsync();
        await using var proxy = new TcpProxy(server.Address);
        await using var hub = await RealtimeHubClient.ConnectAsync(proxy.Hub.ToString(), Eager);
        var recovered = new List<bool>();
        await using var events = hub.Subscribe<int>("prices", new() { OnSubscribed = s => recovered.Add(s.Recovered) }).GetAsyncEnumerator();

        // The first read waits for the subscription, so the first event is published when the server has a subscriber.
        var first = events.MoveNextAsync();
        await server.Metrics.WaitForAsync("realtimehub.subscriptions", 1);
        await server.PublishAsync("prices", 1);
        Assert.True(await first);
        for (var n = 2; n <= 20; n++)
        {
            if (n % 5 == 0) proxy.DropAll();
            await server.PublishAsync("prices", n);
            Assert.True(await events.MoveNextAsync());
            Assert.Equal(n, Assert.IsType<HubEvent<int>>(events.Current).Data);
        }

        Assert.Equal([false, true, true, true, true], recovered);
    }

    [Fact]
    public async Task A_restarted_server_is_found_again_and_the_loss_is_told()
    {
        var first = await TestServer.StartAsync();
        var port = first.Address.Port;
        await using var hub = await RealtimeHubClient.ConnectAsync(first.Address.ToString(), Eager);
        await first.PublishAsync("prices", 1);
        await using var events = hub.Subscribe<int>("prices", new() { Tail = 1 }).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());

        await first.DisposeAsync();
        await using var second = await TestServer.StartAsync(port, "Development");
        await second.Metrics.WaitForAsync("realtimehub.subscriptions", 1);
        await second.PublishAsync("prices", 2);

        Assert.True(await events.MoveNextAsync());
        Assert.Equal(MissedReason.EpochChanged, Assert.IsType<HubMissed<int>>(events.Current).Missed.Reason);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(2, Assert.IsType<HubEvent<int>>(events.Current).Data);
    }

    [Fact]
    public async Task Leaving_the_loop_unsubscribes()
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await RealtimeHubClient.ConnectAsync(server.Address.ToString(), Eager);
        await server.PublishAsync("a", 1);

        await TakeAsync(hub.Subscribe<int>("a", new() { Tail = 1 }), 1);
        await server.Metrics.WaitForFallAsync("realtimehub.subscriptions", atMost: 0);
    }

    [Fact]
    public async Task A_second_process_goes_on_where_the_first_one_stored_its_position()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var n in Enumerable.Range(1, 6)) await server.PublishAsync("prices", n);
        string stored;
        await using (var first = await RealtimeHubClient.ConnectAsync(server.Address.ToString(), Eager))
        {
            stored = JsonSerializer.Serialize((await TakeAsync(first.Subscribe<int>("prices", new() { Tail = 6 }), 4))[^1].Position);
        }

        await using var second = await RealtimeHubClient.ConnectAsync(server.Address.ToString(), Eager);
        await server.PublishAsync("prices", 7);
        var since = JsonSerializer.Deserialize<StreamPosition>(stored);
        var rest = await TakeAsync(second.Subscribe<int>("prices", new() { Since = since }), 3);

        Assert.Equal([5, 6, 7], rest.Select(e => e.Data));
    }

    /// <summary>The next events, none of which may be a loss.</summary>
    private static async Task<List<HubEvent<T>>> TakeAsync<T>(IAsyncEnumerable<HubItem<T>> items, int count)
    {
        var taken = new List<HubEvent<T>>();
        await foreach (var item in items)
        {
            taken.Add(Assert.IsType<HubEvent<T>>(item));
            if (taken.Count == count) break;
        }

        return taken;
    }

    private sealed record Sample(double Total);
}
