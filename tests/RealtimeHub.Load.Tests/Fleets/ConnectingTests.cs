using System.Net;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Tests.Wires;

namespace RealtimeHub.Load.Tests.Fleets;

/// <summary>How connections are opened.</summary>
public sealed class ConnectingTests
{
    [Fact]
    public async Task Connections_come_from_as_many_addresses_as_were_asked_for()
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server) with { Sources = 3 });
        var connecting = fleet.ConnectAsync(6, Patience.Token);
        var from = new List<IPAddress>();
        for (var i = 0; i < 6; i++) from.Add((await server.UpgradedAsync()).From);
        await connecting;

        Assert.Equal(
            ["127.0.0.1", "127.0.0.1", "127.0.0.2", "127.0.0.2", "127.0.0.3", "127.0.0.3"], from.Select(address => address.ToString()).Order());
    }

    [Fact]
    public void Several_addresses_need_a_server_on_this_machine() =>
        Assert.Throws<LoadException>(() => new EngineFleet(TestPlans.Of(new Uri("ws://192.0.2.1:80/"), "websocket") with { Sources = 2 }));

    [Fact]
    public void A_dialect_that_there_is_not_is_told_with_those_that_there_are() =>
        Assert.Contains("websocket", Assert.Throws<LoadException>(() => new EngineFleet(TestPlans.Of(new Uri("ws://127.0.0.1:80/"), "gibberish"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task No_more_are_under_way_than_the_plan_allows()
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server) with { ConnectingAtOnce = 2 });
        var connecting = fleet.ConnectAsync(3, Patience.Token);
        var first = await server.NextAsync();
        var second = await server.NextAsync();
        var third = server.NextAsync().AsTask();

        Assert.False(third.IsCompleted);
        await first.UpgradeAsync();
        await (await third).UpgradeAsync();
        await second.UpgradeAsync();
        Assert.Equal(3, (await connecting).Latency.TotalCount);
    }

    [Fact]
    public async Task A_rate_spreads_connections_over_time()
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server) with { ConnectRate = 100 });
        var connecting = fleet.ConnectAsync(30, Patience.Token);
        for (var i = 0; i < 30; i++) await server.UpgradedAsync();

        Assert.InRange((await connecting).Time.TotalSeconds, 0.28, 20);
    }

    [Fact]
    public async Task More_connections_are_only_the_missing_ones()
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server));
        var connecting = fleet.ConnectAsync(1, Patience.Token);
        await server.UpgradedAsync();
        await connecting;

        connecting = fleet.ConnectAsync(2, Patience.Token);
        await server.UpgradedAsync();

        Assert.Equal(1, (await connecting).Latency.TotalCount);
        Assert.Equal(0, (await fleet.ConnectAsync(2, Patience.Token)).Latency.TotalCount);
        Assert.Equal(2, fleet.Totals.Live);
    }
}
