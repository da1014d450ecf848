using RealtimeHub.Transport.Tests.Support;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>MessagePack that is made to exhaust whoever reads it.</summary>
public sealed class MessagePackTests(Neighbourhood neighbourhood)
{
    private const int BadMessage = 3009;
    private const long MostAllocated = 1_048_576;

    private static readonly byte[] Most = [0xff, 0xff, 0xff, 0xff];

    /// <summary>What cannot be read at all.</summary>
    private static readonly Dictionary<string, byte[]> Unreadable = new()
    {
        ["arrays in arrays, as deep as a message can be"] = RawHub.Packed(Deep(90_000)),
        ["arrays in arrays, in a message that is too large"] = RawHub.Packed(Deep(100_000)),
        ["maps in maps"] = RawHub.Packed([.. Enumerable.Repeat<byte[]>([0x81, 0x01], 40_000).SelectMany(map => map)]),
        ["an array of 2^32-1"] = RawHub.Packed([0xdd, .. Most]),
        ["a map of 2^32-1"] = RawHub.Packed([0xdf, .. Most]),
        ["a text of 2^32-1"] = RawHub.Packed([0xdb, .. Most]),
        ["bytes of 2^32-1"] = RawHub.Packed([0xc6, .. Most]),
        ["an extension of 2^32-1"] = RawHub.Packed([0xc9, .. Most, 0x01]),
        ["2^32-1 headers"] = RawHub.Packed([0x96, 0x01, 0xdf, .. Most, 0xa1, 0x61, 0xa1, 0x62]),
        ["an id of 2^32-1 characters"] = RawHub.Packed([0x96, 0x01, 0x80, 0xdb, .. Most, 0x31]),
        ["2^32-1 stream ids"] = RawHub.Packed([0x96, 0x01, 0x80, .. RawHub.Text("1"), .. RawHub.Text("Time"), 0x90, 0xdd, .. Most]),
        ["a length in five bytes that is too long"] = [0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
        ["a length of 2^31"] = [0x80, 0x80, 0x80, 0x80, 0x08, 0x91],
    };

    /// <summary>What is a call, but for its argument.</summary>
    private static readonly Dictionary<string, byte[]> Arguments = new()
    {
        ["arrays in arrays, deeper than anything may be"] = [.. Deep(600), 0xc0],
        ["arrays in arrays, as deep as a message can be"] = [.. Deep(80_000), 0xc0],
        ["an array of 2^32-1"] = [0xdd, .. Most],
        ["a map of 2^32-1"] = [0xdf, .. Most],
        ["a text of 2^32-1"] = [0xdb, .. Most],
        ["bytes of 2^32-1"] = [0xc6, .. Most],
        ["an extension of 2^32-1"] = [0xc9, .. Most, 0xff],
        ["a time of one byte"] = [0xd4, 0xff, 0x01],
        ["a time of three bytes"] = [0xc7, 0x03, 0xff, 0x01, 0x02, 0x03],
        ["a time with 2^30 nanoseconds and more"] = [0xc7, 0x0c, 0xff, .. Most, 0x7f, .. Most, .. Most[..3]],
        ["an extension that nobody knows"] = [0xd4, 0x63, 0x01],
        ["a map with keys that are maps"] = [0x81, 0x81, 0x01, 0x01, 0x01],
    };

    [Fact]
    public Task T19_Messages_that_cannot_be_read_end_their_connection_with_3009_and_allocate_next_to_nothing() =>
        neighbourhood.WhileAsync(() => SendAllAsync(Unreadable, async (hub, _) => Assert.Equal(BadMessage, await hub.GoodbyeAsync())));

    [Fact]
    public Task T19_Arguments_that_cannot_be_read_are_refused_or_end_their_connection_and_allocate_next_to_nothing() =>
        neighbourhood.WhileAsync(() => SendAllAsync(Arguments.ToDictionary(entry => entry.Key, entry => RawHub.PackedCall("c", "Publish", RawHub.Text("open:a"), entry.Value, [0xc0])), async (hub, name) =>
        {
            if (await hub.ReadToAsync("107: ")) Assert.True(await hub.AnswersAsync(), $"It is dead after {name}.");
            else Assert.Equal(BadMessage, await hub.GoodbyeAsync());
        }));

    [Fact]
    public Task T19_Headers_with_colliding_names_cost_no_more_than_others() => neighbourhood.WhileAsync(async () =>
    {
        const int Headers = 4_000;
        byte[] headers = [0xde, Headers >> 8, Headers & 0xff, .. CollidingNames.Make(Headers).SelectMany(name => (byte[])[.. RawHub.Text(name), .. RawHub.Text("v")])];
        var message = RawHub.Packed([0x96, 0x01, .. headers, .. RawHub.Text("alive"), .. RawHub.Text("Time"), 0x90, 0x90]);
        using var hub = await OpenAsync();
        var started = TimeProvider.System.GetTimestamp();
        await hub.SendAsync(message);

        // If each were compared with all others, it would be 8 million comparisons; the bystanders tell.
        Assert.True(await hub.AnswersAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    });

    private Task<RawHub> OpenAsync() => RawHub.OpenAsync(neighbourhood.Server, Attacker.Token(Attacker.NewName()), isBinary: true);

    private async Task SendAllAsync(Dictionary<string, byte[]> messages, Func<RawHub, string, Task> check)
    {
        var frames = messages.ToDictionary(entry => entry.Key, entry => ClientFrame.Binary(entry.Value).ToBytes());
        var before = GC.GetTotalAllocatedBytes();
        foreach (var (name, frame) in frames)
        {
            using var hub = await OpenAsync();
            await hub.Socket.TrySendAsync(frame);
            await check(hub, name);
        }

        // With what the attackers and the bystanders allocate meanwhile.
        Assert.InRange((GC.GetTotalAllocatedBytes() - before) / frames.Count, 0, MostAllocated);
    }

    private static byte[] Deep(int levels) => [.. Enumerable.Repeat((byte)0x91, levels)];
}
