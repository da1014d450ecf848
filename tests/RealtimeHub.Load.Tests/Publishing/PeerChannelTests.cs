using System.Net;
using System.Net.Sockets;
using System.Text;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Publishing.Mqtt;
using RealtimeHub.Load.Publishing.Nats;

namespace RealtimeHub.Load.Tests.Publishing;

/// <summary>Publishing to servers that do not take a POST: an event counts as taken when the server says so.</summary>
public sealed class PeerChannelTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public PeerChannelTests() => _listener.Start();

    [Fact]
    public async Task A_nats_event_is_taken_when_it_is_acknowledged()
    {
        await using var channel = new NatsChannel(Address("nats"), topics: 2);
        var serving = ServeAsync(
            (0, "INFO {}\r\n"u8.ToArray()),
            ("CONNECT {\"verbose\":true,\"pedantic\":false}\r\n".Length, "+OK\r\n"u8.ToArray()),
            ("PUB load-1 3\r\n\"x\"\r\n".Length, "PING\r\n+OK\r\n"u8.ToArray()),
            ("PONG\r\n".Length, []));

        await channel.PublishAsync(1, "\"x\""u8.ToArray(), Patience.Token);

        Assert.Equal("CONNECT {\"verbose\":true,\"pedantic\":false}\r\nPUB load-1 3\r\n\"x\"\r\nPONG\r\n", Encoding.ASCII.GetString(await serving));
    }

    [Fact]
    public async Task Several_nats_events_may_be_under_way()
    {
        await using var channel = new NatsChannel(Address("nats"), topics: 2);
        var serving = ServeAsync((0, "INFO {}\r\n+OK\r\n"u8.ToArray()), (81, "+OK\r\n+OK\r\n"u8.ToArray()));

        channel.Send(1, "\"x\""u8.ToArray(), Patience.Token);
        channel.Send(0, "\"y\""u8.ToArray(), Patience.Token);

        Assert.Null(channel.ReadAnswer(Patience.Token));
        Assert.Null(channel.ReadAnswer(Patience.Token));
        Assert.EndsWith("PUB load-1 3\r\n\"x\"\r\nPUB load-0 3\r\n\"y\"\r\n", Encoding.ASCII.GetString(await serving), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nats_server_that_asks_whether_we_are_there_is_told()
    {
        await using var channel = new NatsChannel(Address("nats"), topics: 1);
        var serving = ServeAsync((0, "INFO {}\r\n+OK\r\n"u8.ToArray()), (62, "+OK\r\n"u8.ToArray()), (0, "PING\r\n"u8.ToArray()), (6, []));

        await channel.PublishAsync(0, "\"x\""u8.ToArray(), Patience.Token);
        Assert.True(channel.WaitForInput(long.MaxValue, Patience.Token));
        channel.TakeUnasked();

        Assert.True(channel.IsOpen);
        Assert.EndsWith("PONG\r\n", Encoding.ASCII.GetString(await serving), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nats_event_that_is_refused_is_not_taken_for_sure()
    {
        await using var channel = new NatsChannel(Address("nats"), topics: 1);
        var serving = ServeAsync((0, "INFO {}\r\n-ERR 'No'\r\n"u8.ToArray()));

        Assert.Contains("No", (await RefusalAsync(channel)).Message, StringComparison.Ordinal);
        await serving;
    }

    [Fact]
    public async Task An_mqtt_event_is_taken_when_it_is_acknowledged()
    {
        await using var channel = new MqttChannel(Address("mqtt"), topics: 2);
        var serving = ServeAsync((14, [0x20, 2, 0, 0]), (15, [0x40, 2, 0, 1]));

        await channel.PublishAsync(1, "\"x\""u8.ToArray(), Patience.Token);

        Assert.Equal([0x32, 13, 0, 6, .. "load-1"u8, 0, 1, .. "\"x\""u8], (await serving)[14..]);
    }

    [Fact]
    public async Task Several_mqtt_events_may_be_under_way_and_are_acknowledged_in_order()
    {
        await using var channel = new MqttChannel(Address("mqtt"), topics: 2);
        var serving = ServeAsync((14, [0x20, 2, 0, 0]), (45, [0x40, 2, 0, 1, 0x40, 2, 0, 2, 0x40, 2, 0, 4]));

        for (var i = 0; i < 3; i++) channel.Send(1, "\"x\""u8.ToArray(), Patience.Token);

        Assert.Null(channel.ReadAnswer(Patience.Token));
        Assert.Null(channel.ReadAnswer(Patience.Token));
        Assert.True(Assert.Throws<PublishException>(() => channel.ReadAnswer(Patience.Token)).MayBeTaken);
        Assert.False(channel.IsOpen);
        await serving;
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1)]
    public async Task An_mqtt_connection_that_is_refused_takes_nothing(byte reason)
    {
        await using var channel = new MqttChannel(Address("mqtt"), topics: 1);
        var serving = ServeAsync((14, [0x20, 2, 0, reason]));

        Assert.Contains($"code {reason}", (await RefusalAsync(channel)).Message, StringComparison.Ordinal);
        await serving;
    }

    public void Dispose() => _listener.Dispose();

    private Uri Address(string scheme) => new($"{scheme}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    private static Task<PublishException> RefusalAsync(IPublishChannel channel) =>
        Assert.ThrowsAsync<PublishException>(async () => await channel.PublishAsync(0, "\"x\""u8.ToArray(), Patience.Token));

    /// <summary>Reads so many bytes, answers, reads so many more, and so on.</summary>
    /// <returns>All that it read.</returns>
    private Task<byte[]> ServeAsync(params (int Length, byte[] Answer)[] steps) => Task.Run(async () =>
    {
        using var socket = await _listener.AcceptSocketAsync(Patience.Token);
        var all = new List<byte>();
        foreach (var (length, answer) in steps)
        {
            var part = new byte[length];
            for (var count = 0; count < length;) count += await ReceiveAsync(socket, part.AsMemory(count));
            all.AddRange(part);
            await socket.SendAsync(answer, Patience.Token);
        }

        return all.ToArray();
    });

    private static async Task<int> ReceiveAsync(Socket socket, Memory<byte> into) =>
        await socket.ReceiveAsync(into, Patience.Token) is > 0 and var count ? count : throw new EndOfStreamException();
}
