using RealtimeHub.Load.Dialects;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Tests.Wires;

namespace RealtimeHub.Load.Tests.Engine;

/// <summary>Whatever way bytes come in, events are the same.</summary>
public sealed class PlainWebSocketTests : IAsyncLifetime
{
    private readonly WireServer _server = new();
    private EngineFleet _fleet = null!;

    public ValueTask InitializeAsync()
    {
        _fleet = new EngineFleet(TestPlans.WebSocket(_server));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Every_byte_may_come_on_its_own()
    {
        var peer = await ConnectAsync();

        await peer.SendBytewiseAsync([.. ServerFrames.Event(1), .. ServerFrames.Event(2, length: 300), .. ServerFrames.Event(3)]);

        await ExpectsAllAsync(3);
    }

    [Fact]
    public async Task The_answer_to_the_upgrade_may_come_byte_by_byte_with_an_event_behind_it()
    {
        var connecting = _fleet.ConnectAsync(1, Patience.Token);
        var peer = await _server.NextAsync();

        await peer.SendBytewiseAsync([.. peer.UpgradeAnswer(), .. ServerFrames.Event(1)]);

        await connecting;
        await ExpectsAllAsync(1);
    }

    [Fact]
    public async Task Many_frames_may_come_at_once()
    {
        var peer = await ConnectAsync();

        await peer.SendAsync([.. Enumerable.Range(1, 20_000).SelectMany(i => ServerFrames.Event(i))]);

        await ExpectsAllAsync(20_000);
    }

    [Theory]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(3_000_000)]
    public async Task A_frame_may_have_any_length(int length)
    {
        var peer = await ConnectAsync();

        await peer.SendAsync(ServerFrames.Event(1, length), ServerFrames.Event(2));

        await ExpectsAllAsync(2);
    }

    [Fact]
    public async Task Control_frames_may_come_between_fragments()
    {
        var peer = await ConnectAsync();
        var data = ServerFrames.Data(1);

        await peer.SendAsync(
            ServerFrames.Of(FrameKind.Text, data.AsSpan(0, 10), final: false),
            ServerFrames.Of(FrameKind.Ping, "now?"u8),
            ServerFrames.Of(FrameKind.Continuation, data.AsSpan(10, 20), final: false),
            ServerFrames.Of(FrameKind.Pong, ""u8),
            ServerFrames.Of(FrameKind.Continuation, data.AsSpan(30)),
            ServerFrames.Event(2));

        await ExpectsAllAsync(2);
    }

    [Fact]
    public async Task A_ping_is_answered_with_what_it_carries()
    {
        var peer = await ConnectAsync();

        await peer.SendAsync(ServerFrames.Of(FrameKind.Ping, "hello"u8));

        Assert.Equal([0x8A, 0x85, 0, 0, 0, 0, .. "hello"u8], await peer.ReceiveAsync(11));
    }

    [Fact]
    public async Task Several_events_may_share_a_message()
    {
        var peer = await ConnectAsync();

        await peer.SendAsync(ServerFrames.Of(FrameKind.Text, [.. ServerFrames.Data(1), .. ServerFrames.Data(2)]));

        await ExpectsAllAsync(2);
    }

    [Fact]
    public async Task What_has_no_mark_is_no_event()
    {
        var peer = await ConnectAsync();

        await peer.SendAsync(ServerFrames.Of(FrameKind.Text, "welcome"u8), ServerFrames.Event(1));

        await ExpectsAllAsync(1);
    }

    private async Task<WirePeer> ConnectAsync()
    {
        var connecting = _fleet.ConnectAsync(1, Patience.Token);
        var peer = await _server.UpgradedAsync();
        await connecting;
        return peer;
    }

    private async Task ExpectsAllAsync(long last)
    {
        await _fleet.ReceivesAsync(last);
        Assert.Equal(new FleetResult(), await _fleet.FinishAsync([last], Patience.Token));
    }
}
