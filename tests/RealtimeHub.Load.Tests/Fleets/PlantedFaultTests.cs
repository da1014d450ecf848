using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Tests.Wires;

namespace RealtimeHub.Load.Tests.Fleets;

/// <summary>What a server does wrong is counted, to the event.</summary>
public sealed class PlantedFaultTests
{
    [Fact]
    public async Task A_loss_in_the_middle_and_one_at_the_end() => Assert.Equal(new FleetResult { Lost = 3 }, await ResultOfAsync(last: 6, 1, 2, 5));

    [Fact]
    public async Task A_repeat() => Assert.Equal(new FleetResult { Repeated = 2 }, await ResultOfAsync(last: 3, 1, 2, 1, 2, 3));

    [Fact]
    public async Task Two_events_that_changed_places() => Assert.Equal(new FleetResult { OutOfOrder = 1 }, await ResultOfAsync(last: 4, 1, 3, 2, 4));

    [Fact]
    public async Task The_first_event_is_missed_too() => Assert.Equal(new FleetResult { Lost = 1 }, await ResultOfAsync(last: 2, 2));

    [Theory]
    [InlineData(new long[] { 1, 2, 3 }, 0, 0)]
    [InlineData(new long[] { 1, 4 }, 2, 0)]
    [InlineData(new long[] { 1, 4, 2 }, 1, 1)]
    [InlineData(new long[] { 1, 2, 1, 2 }, 0, 2)]
    public async Task While_events_come_it_is_known_what_is_wrong_by_then(long[] sequences, long missing, long faults)
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server));
        var connecting = fleet.ConnectAsync(1, Patience.Token);
        var peer = await server.UpgradedAsync();
        await connecting;
        foreach (var sequence in sequences) await peer.SendAsync(ServerFrames.Event(sequence));
        await fleet.ReceivesAsync(sequences.Length);

        Assert.Equal((missing, faults), (fleet.Totals.Missing, fleet.Totals.Faults));
    }

    [Fact]
    public async Task An_event_of_another_topic_breaks_the_connection()
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server) with { Topics = 2 });
        var connecting = fleet.ConnectAsync(2, Patience.Token);
        WirePeer[] peers = [await server.UpgradedAsync(), await server.UpgradedAsync()];
        await connecting;

        foreach (var peer in peers) await peer.SendAsync(ServerFrames.Event(1));
        await fleet.HasLiveAsync(1);
        await FleetWaits.UntilAsync(() => fleet.Totals.Faults == 1, () => $"{fleet.Totals}");

        var result = await fleet.FinishAsync([1, 0], Patience.Token);
        Assert.Equal("an event of topic 0 came to a subscriber of topic 1", result.FirstFailure);
    }

    [Fact]
    public async Task What_a_server_without_positions_did_not_keep_for_those_who_came_back_is_lost()
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server));
        var connecting = fleet.ConnectAsync(1, Patience.Token);
        var first = await server.UpgradedAsync();
        await connecting;
        await first.SendAsync(ServerFrames.Event(1));
        await fleet.ReceivesAsync(1);

        var reconnecting = fleet.ReconnectAsync(1, Patience.Token);
        Assert.Equal(System.Net.Sockets.SocketError.ConnectionReset, await first.EndedAsync());
        var second = await server.UpgradedAsync();
        var result = await reconnecting;
        await second.SendAsync(ServerFrames.Event(4));
        await fleet.ReceivesAsync(2);

        Assert.Null(result.Recovered);
        Assert.Equal(new FleetResult { Lost = 2 }, await fleet.FinishAsync([4], Patience.Token));
    }

    [Fact]
    public async Task One_who_came_while_events_were_published_misses_only_what_came_later()
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server));
        var connecting = fleet.ConnectAsync(1, Patience.Token);
        var first = await server.UpgradedAsync();
        await connecting;
        await first.SendAsync(ServerFrames.Event(1));
        await fleet.ReceivesAsync(1);

        connecting = fleet.ConnectAsync(2, Patience.Token);
        var second = await server.UpgradedAsync();
        await connecting;
        await first.SendAsync(ServerFrames.Event(2), ServerFrames.Event(3), ServerFrames.Event(4));
        await second.SendAsync(ServerFrames.Event(2), ServerFrames.Event(4));
        await fleet.ReceivesAsync(6);

        Assert.Equal(new FleetResult { Lost = 1 }, await fleet.FinishAsync([4], Patience.Token));
    }

    private static async Task<FleetResult> ResultOfAsync(long last, params long[] sequences)
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server));
        var connecting = fleet.ConnectAsync(1, Patience.Token);
        var peer = await server.UpgradedAsync();
        await connecting;
        foreach (var sequence in sequences) await peer.SendAsync(ServerFrames.Event(sequence));
        await fleet.ReceivesAsync(sequences.Length);
        return await fleet.FinishAsync([last], Patience.Token);
    }
}
