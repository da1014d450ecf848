using System.Text;
using RealtimeHub.Load.Dialects;
using RealtimeHub.Load.Dialects.Mqtt;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Tests.Wires;

namespace RealtimeHub.Load.Tests.Dialects;

/// <summary>What is said to servers of other makes, and how their events are found, wherever frames begin and end.</summary>
public sealed class PeerDialectTests : IAsyncDisposable
{
    private readonly WireServer _server = new();
    private EngineFleet? _fleet;

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null) await _fleet.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_nats_subscription_is_in_effect_when_the_ping_behind_it_is_answered()
    {
        var (peer, connecting) = await ConnectAsync("nats");
        await peer.SendAsync(Nats("INFO {}\r\n"));
        await ExpectsAsync(peer, ClientFrame.Binary("CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB load-0 1\r\nPING\r\n"u8));
        await peer.SendAsync(Nats("PONG\r\n"));
        await connecting;

        await peer.SendAsync(Nats("PING\r\n"));
        await ExpectsAsync(peer, ClientFrame.Binary("PONG\r\n"u8));
    }

    [Fact]
    public async Task Nats_messages_may_begin_and_end_in_the_middle_of_frames()
    {
        var (peer, connecting) = await ConnectAsync("nats");
        await peer.SendAsync(Nats("INFO {}\r\nPONG\r\n"));
        await connecting;
        var messages = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, 3).Select(Message)));

        foreach (var part in messages.Chunk(7)) await peer.SendAsync(ServerFrames.Of(FrameKind.Binary, part));

        await ExpectsAllAsync(3);

        static string Message(int sequence) => $"MSG load-0 1 64\r\n{Encoding.ASCII.GetString(ServerFrames.Data(sequence))}\r\n";
    }

    [Fact]
    public async Task An_error_of_a_nats_server_is_told()
    {
        var (peer, connecting) = await ConnectAsync("nats");
        await peer.SendAsync(Nats("INFO {}\r\n-ERR 'Authorization Violation'\r\n"));

        Assert.Contains("Authorization Violation", (await Assert.ThrowsAsync<LoadException>(() => connecting)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_mqtt_subscription_follows_the_acknowledged_connection()
    {
        var (peer, connecting) = await ConnectAsync("mqtt");
        Assert.Contains("Sec-WebSocket-Protocol: mqtt\r\n", peer.Request, StringComparison.Ordinal);
        await ExpectsAsync(peer, ClientFrame.Binary([0x10, 12, 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, 0]));
        await peer.SendAsync(Mqtt(0x20, [0, 0]));
        await ExpectsAsync(peer, ClientFrame.Binary([0x82, 11, 0, 1, 0, 6, .. "load-0"u8, 0]));
        await peer.SendAsync(Mqtt(0x90, [0, 1, 0]));
        await connecting;
    }

    [Theory]
    [InlineData(64)]
    [InlineData(300)]
    [InlineData(20_000)]
    public async Task Mqtt_packets_of_any_length_may_begin_and_end_in_the_middle_of_frames(int length)
    {
        var (peer, connecting) = await ConnectAsync("mqtt");
        await peer.SendAsync(Mqtt(0x20, [0, 0]), Mqtt(0x90, [0, 1, 0]));
        await connecting;
        byte[] events = [.. Enumerable.Range(1, 3).SelectMany(sequence => Event(sequence))];

        foreach (var part in events.Chunk(31)) await peer.SendAsync(ServerFrames.Of(FrameKind.Binary, part));

        await ExpectsAllAsync(3);

        byte[] Event(int sequence)
        {
            byte[] content = [0, 6, .. "load-0"u8, .. ServerFrames.Data(sequence, length)];
            var remaining = content.Length;
            List<byte> head = [MqttPackets.Published];
            for (; remaining >= 128; remaining >>= 7) head.Add((byte)(remaining | 0x80));
            return [.. head, (byte)remaining, .. content];
        }
    }

    [Fact]
    public async Task A_refused_mqtt_subscription_is_told()
    {
        var (peer, connecting) = await ConnectAsync("mqtt");
        await peer.SendAsync(Mqtt(0x20, [0, 0]), Mqtt(0x90, [0, 1, 0x80]));

        await Assert.ThrowsAsync<LoadException>(() => connecting);
    }

    [Fact]
    public async Task A_socket_io_client_joins_its_namespace_subscribes_and_answers_pings()
    {
        var (peer, connecting) = await ConnectAsync("socketio");
        await peer.SendAsync(SocketIo("""0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}"""));
        await ExpectsAsync(peer, ClientFrame.Text("40"u8));
        await peer.SendAsync(SocketIo("""40{"sid":"b"}"""));
        await ExpectsAsync(peer, ClientFrame.Text("420[\"subscribe\",\"load-0\"]"u8));
        await peer.SendAsync(SocketIo("430[]"));
        await connecting;
        await peer.SendAsync(SocketIo("2"));
        await ExpectsAsync(peer, ClientFrame.Text("3"u8));

        await peer.SendAsync(SocketIo($"""42["event",{Encoding.ASCII.GetString(ServerFrames.Data(1))}]"""));

        await ExpectsAllAsync(1);
    }

    [Fact]
    public async Task A_refused_socket_io_namespace_is_told()
    {
        var (peer, connecting) = await ConnectAsync("socketio");
        await peer.SendAsync(SocketIo("""0{"sid":"a"}"""), SocketIo("""44{"message":"not here"}"""));

        Assert.Contains("not here", (await Assert.ThrowsAsync<LoadException>(() => connecting)).Message, StringComparison.Ordinal);
    }

    private async Task<(WirePeer Peer, Task Connecting)> ConnectAsync(string dialect)
    {
        _fleet = new EngineFleet(TestPlans.Of(_server.Url, dialect));
        var connecting = _fleet.ConnectAsync(1, Patience.Token);
        return (await _server.UpgradedAsync(), connecting);
    }

    private static async Task ExpectsAsync(WirePeer peer, byte[] frame) => Assert.Equal(frame, await peer.ReceiveAsync(frame.Length));

    private async Task ExpectsAllAsync(long last)
    {
        await _fleet!.ReceivesAsync(last);
        Assert.Equal(new FleetResult(), await _fleet!.FinishAsync([last], Patience.Token));
    }

    private static byte[] Nats(string text) => ServerFrames.Of(FrameKind.Binary, Encoding.ASCII.GetBytes(text));

    private static byte[] Mqtt(byte kind, byte[] content) => ServerFrames.Of(FrameKind.Binary, [kind, (byte)content.Length, .. content]);

    private static byte[] SocketIo(string text) => ServerFrames.Of(FrameKind.Text, Encoding.ASCII.GetBytes(text));
}
