using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Tests.Wires;

namespace RealtimeHub.Load.Tests.Dialects;

/// <summary>Offsets, gaps and positions, with a server that does what the test says.</summary>
public sealed class PositionTests : IAsyncLifetime
{
    private readonly WireServer _server = new();
    private EngineFleet _fleet = null!;

    public ValueTask InitializeAsync()
    {
        _fleet = new EngineFleet(TestPlans.Of(new Uri($"http://127.0.0.1:{_server.Port}/hub"), "realtimehub-json"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_message_may_be_split_over_frames_and_a_frame_may_have_several()
    {
        var peer = await ConnectAsync();
        byte[] three = [.. HubPeer.Record(HubPeer.Event(1, 1)), .. HubPeer.Record(HubPeer.Event(2, 2)), .. HubPeer.Record(HubPeer.Event(3, 3))];

        await peer.SendFramesAsync(three[..7], three[7..150], three[150..]);
        await peer.SendFramesAsync([.. HubPeer.Record(HubPeer.Event(4, 4)).Select(one => new[] { one })]);

        await ExpectAsync(4, 4, new FleetResult());
    }

    [Fact]
    public async Task What_a_gap_announces_is_not_lost()
    {
        var peer = await ConnectAsync();

        await peer.SendAsync(HubPeer.Event(1, 1), HubPeer.Gap(1, 4), HubPeer.Event(5, 5));

        await ExpectAsync(2, 5, new FleetResult { Announced = 3 });
    }

    [Fact]
    public async Task What_is_missing_before_a_gap_is_lost()
    {
        var peer = await ConnectAsync();

        await peer.SendAsync(HubPeer.Event(1, 1), HubPeer.Gap(3, 5), HubPeer.Event(6, 6));

        await ExpectAsync(2, 6, new FleetResult { Announced = 2, Lost = 2 });
    }

    [Fact]
    public async Task Offsets_without_marks_are_missed_too()
    {
        var peer = await ConnectAsync();

        await peer.SendAsync(HubPeer.Event(1, 1), HubPeer.Foreign(2), HubPeer.Event(5, 2));

        await ExpectAsync(2, 2, new FleetResult { Lost = 2 });
    }

    [Fact]
    public async Task A_loss_is_counted_once()
    {
        var peer = await ConnectAsync();

        await peer.SendAsync(HubPeer.Event(1, 1), HubPeer.Event(4, 4));

        await ExpectAsync(2, 4, new FleetResult { Lost = 2 });
    }

    [Fact]
    public async Task A_new_event_at_an_old_offset_breaks_the_connection()
    {
        var peer = await ConnectAsync();

        await peer.SendAsync(HubPeer.Event(1, 1), HubPeer.Event(2, 2), HubPeer.Event(2, 3));
        await _fleet.HasLiveAsync(0);

        Assert.StartsWith("offset 2 came after 2", (await _fleet.FinishAsync([3], Patience.Token)).FirstFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_comes_back_asks_for_what_follows_its_last_event_or_gap()
    {
        var peer = await ConnectAsync();
        await peer.SendAsync(HubPeer.Event(1, 1), HubPeer.Event(2, 2), HubPeer.Gap(2, 6));
        await peer.SendAsync(HubPeer.Event(7, 7));
        await _fleet.ReceivesAsync(3);

        var reconnecting = _fleet.ReconnectAsync(1, Patience.Token);
        var (again, subscribe) = await HubPeer.AcceptAsync(_server, HubPeer.Reply(8, recovered: true));
        await again.SendAsync(HubPeer.Event(8, 8));

        Assert.Contains("\"since\":{\"epoch\":\"e\",\"offset\":7}", subscribe, StringComparison.Ordinal);
        Assert.Equal(1, (await reconnecting).Recovered);
        await ExpectAsync(4, 8, new FleetResult { Announced = 4 });
    }

    [Fact]
    public async Task What_was_missed_in_another_epoch_is_announced_by_not_being_recovered()
    {
        var peer = await ConnectAsync();
        await peer.SendAsync(HubPeer.Event(1, 1));
        await _fleet.ReceivesAsync(1);

        var reconnecting = _fleet.ReconnectAsync(1, Patience.Token);
        var (again, _) = await HubPeer.AcceptAsync(_server, HubPeer.Reply(2, epoch: "f"));
        await reconnecting;
        await again.SendAsync(HubPeer.Event(4, 6));

        // In the new epoch 4 came after 2, so that one event of this subscription is missing; the others were before it.
        await ExpectAsync(2, 6, new FleetResult { Announced = 3, Lost = 1 });
    }

    [Fact]
    public async Task A_refused_handshake_fails_the_run()
    {
        var connecting = _fleet.ConnectAsync(1, Patience.Token);
        var wire = await _server.UpgradedAsync();

        await wire.SendAsync(ServerFrames.Of(RealtimeHub.Load.Dialects.FrameKind.Text, HubPeer.Record("{\"error\":\"no\"}")));

        Assert.Contains("handshake", (await Assert.ThrowsAsync<LoadException>(() => connecting)).Message, StringComparison.Ordinal);
    }

    private async Task<HubPeer> ConnectAsync()
    {
        var connecting = _fleet.ConnectAsync(1, Patience.Token);
        var (peer, _) = await HubPeer.AcceptAsync(_server, HubPeer.Reply(0));
        await connecting;
        return peer;
    }

    private async Task ExpectAsync(long received, long last, FleetResult expected)
    {
        await _fleet.ReceivesAsync(received);
        Assert.Equal(expected, await _fleet.FinishAsync([last], Patience.Token));
    }
}
