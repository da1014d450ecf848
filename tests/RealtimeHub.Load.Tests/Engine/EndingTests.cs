using System.Net.Sockets;
using System.Text;
using RealtimeHub.Load.Dialects;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Tests.Wires;

namespace RealtimeHub.Load.Tests.Engine;

/// <summary>Connections that do not come about, and connections that end.</summary>
public sealed class EndingTests
{
    [Fact]
    public async Task A_refused_upgrade_fails_the_run_with_the_answer_of_the_server()
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server));
        var connecting = fleet.ConnectAsync(1, Patience.Token);

        await (await server.NextAsync()).SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\n"));

        var failure = await Assert.ThrowsAsync<LoadException>(() => connecting);
        Assert.Contains("HTTP/1.1 503 Service Unavailable", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upgrade_that_answers_another_request_is_refused()
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server));
        var connecting = fleet.ConnectAsync(1, Patience.Token);

        await (await server.NextAsync()).SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: x\r\n\r\n"));

        await Assert.ThrowsAsync<LoadException>(() => connecting);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_fails_the_run()
    {
        int port;
        await using (var server = new WireServer()) port = server.Port;
        await using var fleet = new EngineFleet(TestPlans.Of(new Uri($"ws://127.0.0.1:{port}/"), "websocket"));

        var failure = await Assert.ThrowsAsync<LoadException>(() => fleet.ConnectAsync(1, Patience.Token));
        Assert.Contains("cannot connect", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_close_of_the_server_is_a_broken_connection_with_its_reason()
    {
        var result = await BrokenByAsync(peer => peer.SendAsync(ServerFrames.Of(FrameKind.Close, [0x03, 0xE9, .. "away"u8])));

        Assert.Equal("the server closed the WebSocket: 1001 away", result.FirstFailure);
    }

    [Fact]
    public async Task An_end_without_a_close_is_a_broken_connection()
    {
        var result = await BrokenByAsync(peer =>
        {
            peer.Dispose();
            return Task.CompletedTask;
        });

        Assert.Equal("the server closed the connection", result.FirstFailure);
    }

    [Fact]
    public async Task A_reset_is_a_broken_connection()
    {
        var result = await BrokenByAsync(peer =>
        {
            peer.Break();
            return Task.CompletedTask;
        });

        Assert.Contains("reset", result.FirstFailure, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(0xC1, 0x00)] // compressed
    [InlineData(0x81, 0x80)] // masked
    [InlineData(0x80, 0x00)] // the rest of nothing
    [InlineData(0x83, 0x00)] // of a kind that there is not
    [InlineData(0x09, 0x00)] // a control frame in parts
    public async Task Frames_that_make_no_sense_break_the_connection(byte first, byte second) =>
        Assert.Equal(1, (await BrokenByAsync(peer => peer.SendAsync([first, second]))).BrokenConnections);

    [Fact]
    public async Task Closing_is_no_fault_and_what_comes_later_is_not_missed()
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server));
        var connecting = fleet.ConnectAsync(1, Patience.Token);
        var peer = await server.UpgradedAsync();
        await connecting;
        await peer.SendAsync(ServerFrames.Event(1));
        await fleet.ReceivesAsync(1);

        await fleet.CloseAsync(1, Patience.Token);

        Assert.Equal(SocketError.Success, await peer.EndedAsync());
        Assert.Equal(new FleetResult(), await fleet.FinishAsync([5], Patience.Token));
    }

    [Fact]
    public async Task A_loop_that_failed_says_why_once_and_leaves_no_connection_open()
    {
        await using var server = new WireServer();
        var fleet = new EngineFleet(TestPlans.WebSocket(server));
        var connecting = fleet.ConnectAsync(1, Patience.Token);
        var peer = await server.UpgradedAsync();
        await connecting;

        // Nobody can judge it without the last number of its topic.
        await Assert.ThrowsAnyAsync<Exception>(() => fleet.FinishAsync([], Patience.Token));
        await fleet.DisposeAsync();

        Assert.Equal(SocketError.Success, await peer.EndedAsync());
    }

    private static async Task<FleetResult> BrokenByAsync(Func<WirePeer, Task> end)
    {
        await using var server = new WireServer();
        await using var fleet = new EngineFleet(TestPlans.WebSocket(server));
        var connecting = fleet.ConnectAsync(1, Patience.Token);
        var peer = await server.UpgradedAsync();
        await connecting;
        await end(peer);
        await fleet.HasLiveAsync(0);
        var result = await fleet.FinishAsync([0], Patience.Token);
        Assert.Equal(1, result.BrokenConnections);
        return result;
    }
}
