using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests.Fuzzing;

/// <summary>
/// Clients that send legal and illegal messages in any order, split anywhere. Each of their connections works afterwards or is closed; none is wedged, nobody
/// else notices, and nothing is left of them.
/// </summary>
public sealed class HubFuzzTests
{
    private const int MessagesEach = 25;

    // On each of the two transports, on which these tests run one after the other.
    private static readonly int Messages = Campaign.Size(50_000, whenLong: 5_000_000);

    // Most of the time a connection waits until its silence is noticed.
    private static readonly int AtOnce = Campaign.Size(8, whenLong: 64);

    // Noise of the runtime; a connection that is kept costs some 10 KiB, so that a thousandth of them would show in a campaign.
    private const long MaxMemoryLeft = 8 * 1_024 * 1_024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_connection_works_or_is_closed_within_ten_seconds(bool isBinary)
    {
        await using var server = (await TestServer.StartAsync(("Ingest:MaxEventBytes", "4096"), ("Connections:MaxMessageBytes", "8192"), ("Connections:ClientTimeout", "00:00:03"))).Allows(1103);
        await using var bystander = await BareClient.ConnectAsync(server.Hub, keepAlive: TimeSpan.FromMilliseconds(500));
        await bystander.SubscribeAsync("bystander");
        if (Campaign.Seed is { } seedAgain)
        {
            await EndsWellAsync(server.Hub, seedAgain, isBinary);
            return;
        }

        var connections = Messages / MessagesEach / 2;
        var (next, works, closed) = (0, 0, 0);
        for (var seed = -20; seed < 0; seed++) await EndsWellAsync(server.Hub, seed, isBinary);
        var memory = GC.GetTotalMemory(forceFullCollection: true);

        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var seed && seed <= connections)
            {
                if (await EndsWellAsync(server.Hub, seed, isBinary)) Interlocked.Increment(ref works);
                else Interlocked.Increment(ref closed);
                if (seed % Math.Max(1, connections / 20) == 0) Campaign.TellProgress($"{seed} of {connections} connections");
                if (seed % 100 == 0) await server.PublishAsync("bystander", seed);
            }
        })));

        Assert.True(works > connections / 50 && closed > connections / 50, $"{works} work and {closed} are closed: too one-sided to say anything");
        var events = await bystander.NextEventsAsync(connections / 100);
        Assert.Equal(Enumerable.Range(1, connections / 100).Select(i => (long)i), events.Select(e => e.Offset));
        await server.Metrics.WaitForFallAsync("realtimehub.connections", 1);

        // A campaign runs alone; otherwise the memory is that of other tests, too.
        if (Campaign.IsLong) Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, MaxMemoryLeft);
        Campaign.TellResult($"{connections * MessagesEach:N0} messages over {connections:N0} connections: {works:N0} work, {closed:N0} were closed");
    }

    /// <returns>Whether the connection works; false when it was closed.</returns>
    private static async Task<bool> EndsWellAsync(Uri hub, int seed, bool isBinary)
    {
        var random = new Random(seed);
        using var patience = new CancellationTokenSource(3 * Limit);
        using var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, patience.Token);
            var reading = ReadAsync(socket, isBinary, patience.Token);
            await SendAllAsync(socket, Script(random, isBinary), random, isBinary, patience.Token);

            // From here on nothing more comes from it.
            patience.CancelAfter(Limit);
            return await reading;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The connection of seed {seed} ({(isBinary ? "MessagePack" : "JSON")}, {socket.State}) neither works nor is it closed.");
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // A send says that it was cancelled when the reader has just found the connection closed.
            return false;
        }
    }

    private static byte[] Script(Random random, bool isBinary)
    {
        var messages = new HubMessages(random, isBinary);
        var handshake = random.Next(50) == 0 ? "{\"protocol\":\"other\",\"version\":999}\u001e" : $"{{\"protocol\":\"{(isBinary ? "messagepack" : "json")}\",\"version\":1}}\u001e";
        return [.. Encoding.UTF8.GetBytes(handshake), .. Enumerable.Range(0, MessagesEach).SelectMany(_ => messages.Next()), .. messages.Probe("probe")];
    }

    /// <summary>In pieces of any size, some of which are fragments of one WebSocket message.</summary>
    private static async Task SendAllAsync(ClientWebSocket socket, byte[] bytes, Random random, bool isBinary, CancellationToken stop)
    {
        var type = isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;

        // A text has to be UTF-8 as a whole, not in each piece: what is not ends the connection, as it should.
        var whole = random.Next(2) == 0;
        for (var at = 0; at < bytes.Length && socket.State == WebSocketState.Open;)
        {
            var count = whole ? bytes.Length : Math.Min(bytes.Length - at, 1 + random.Next(random.Next(2) == 0 ? 20 : 3_000));
            count = Math.Min(count, bytes.Length - at);
            await socket.SendAsync(bytes.AsMemory(at, count), type, endOfMessage: at + count == bytes.Length || (isBinary && random.Next(2) == 0), stop);
            at += count;
        }
    }

    /// <returns>Whether the probe was answered, by whatever answer; false when the connection ended.</returns>
    private static async Task<bool> ReadAsync(ClientWebSocket socket, bool isBinary, CancellationToken stop)
    {
        var (buffer, all) = (new byte[16_384], new MemoryStream());
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, stop);
            if (received.MessageType == WebSocketMessageType.Close) return false;
            all.Write(buffer, 0, received.Count);
            if (Encoding.Latin1.GetString(all.GetBuffer(), 0, (int)all.Length).Contains(isBinary ? "\u00a5probe" : "\"probe\"", StringComparison.Ordinal)) return true;
        }
    }
}
