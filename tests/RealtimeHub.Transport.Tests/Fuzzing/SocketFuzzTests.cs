using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Fuzzing;

/// <summary>The same scripts over real connections, many at a time, some of which are cut.</summary>
[Collection(nameof(AloneCollection))]
public sealed class SocketFuzzTests
{
    private const int Clients = 8;

    private static readonly int Wanted = Campaign.Size(5_000, whenLong: 200_000);
    private int _frames;
    private int _connections;
    private int _seed = Campaign.Seed - 1 ?? 0;

    [Fact]
    public async Task Each_connection_ends_as_its_frames_ask_and_nothing_is_left_of_it()
    {
        await using var server = new EchoServer();
        await server.InitializeAsync();
        await PlayAsync(server, seed: 0);
        await server.Metrics.WaitForFallAsync(DirectApp.Connections, 0);
        var descriptors = Descriptors.Count;

        await Task.WhenAll(Enumerable.Range(0, Campaign.Seed is null ? Clients : 1).Select(_ => Task.Run(() => PlayAllAsync(server))));

        await server.Metrics.WaitForFallAsync(DirectApp.Connections, 0);
        await Descriptors.FallToAsync(descriptors);
        Campaign.TellResult($"{_frames} frames over {_connections} connections");
    }

    private async Task PlayAllAsync(EchoServer server)
    {
        while (Volatile.Read(ref _frames) < Wanted)
        {
            var seed = Interlocked.Increment(ref _seed);
            Interlocked.Add(ref _frames, await PlayAsync(server, seed));
            if (Interlocked.Increment(ref _connections) % 500 == 0) Campaign.TellProgress($"{_frames} of {Wanted} frames over sockets");
            if (Campaign.Seed is not null) return;
        }
    }

    private static async Task<int> PlayAsync(EchoServer server, int seed)
    {
        var random = new Random(seed);
        var script = Script.Make(random, isUtf8: true);
        using var client = await server.OpenAsync();
        var bytes = script.ToBytes();
        if (random.Next(8) == 0)
        {
            await CutAsync(client, bytes.AsMemory(0, random.Next(bytes.Length)), isReset: random.Next(2) == 0);
            return script.Frames.Count;
        }

        var hasEnd = script.Fails != 0 || script.Frames[^1].Opcode == 8;
        if (!hasEnd) bytes = [.. bytes, .. ClientFrame.Close(1000).ToBytes()];
        var sending = SendInPiecesAsync(client, bytes, random);
        Judge(script, await client.ReadToEndAsync(), seed);
        await sending;
        return script.Frames.Count;
    }

    /// <summary>The messages come back whole and in order. Pongs may be left out while others wait, and are never out of order.</summary>
    private static void Judge(Script script, List<ServerFrame> got, int seed)
    {
        var status = script.Fails != 0 ? script.Fails : script.Expected.Find(frame => frame.Opcode == 8)?.Status ?? 1000;
        List<ServerFrame> expected = [.. script.Expected.Where(frame => frame.Opcode < 8), ServerFrame.Close(status)];
        Assert.True(expected.SequenceEqual(got.Where(frame => frame.Opcode != ServerFrame.PongKind)), $"seed {seed}: {string.Join(' ', got)} instead of {string.Join(' ', expected)}");

        var pings = new Queue<ServerFrame>(script.Expected.Where(frame => frame.Opcode == 9));
        foreach (var pong in got.Where(frame => frame.Opcode == ServerFrame.PongKind))
        {
            while (pings.TryPeek(out var ping) && !ping.Payload.AsSpan().SequenceEqual(pong.Payload)) pings.Dequeue();
            Assert.True(pings.TryDequeue(out _), $"seed {seed}: a pong that nobody asked for");
        }
    }

    private static async Task SendInPiecesAsync(RawClient client, byte[] bytes, Random random)
    {
        var largest = 1 << random.Next(4, 17);
        for (ReadOnlyMemory<byte> left = bytes; !left.IsEmpty && !client.WasReset;)
        {
            var part = left[..Math.Min(left.Length, random.Next(1, largest + 1))];
            left = left[part.Length..];
            await client.TrySendAsync(part);
        }
    }

    private static async Task CutAsync(RawClient client, ReadOnlyMemory<byte> bytes, bool isReset)
    {
        // Whoever does not read holds up the echo and so his own sending: a little is sent, and the rest never.
        await client.TrySendAsync(bytes[..Math.Min(bytes.Length, 20_000)]);
        if (isReset) client.Reset();
        else client.EndOutput();
    }
}
