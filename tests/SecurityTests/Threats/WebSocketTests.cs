using RealtimeHub.Transport.Tests.Support;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>Clients that break the rules of WebSockets, or make the most of them.</summary>
public sealed class WebSocketTests(Neighbourhood neighbourhood)
{
    private const int BadMessage = 3009;
    private const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";

    private static readonly byte[] Short = [1, 2, 3];

    /// <summary>Frames, and the status with which the server closes.</summary>
    private static readonly (int Status, ClientFrame[] Frames)[] Violations =
    [
        (1002, [ClientFrame.Text("x") with { IsMasked = false }]),
        (1002, [ClientFrame.Text("x") with { Reserved = 4 }]),
        (1002, [ClientFrame.Text("x") with { Reserved = 2 }]),
        (1002, [ClientFrame.Text("x") with { Reserved = 1 }]),
        .. new[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 }.Select(opcode => (1002, (ClientFrame[])[new ClientFrame(opcode, Short)])),
        (1002, [ClientFrame.Ping("x").Begun()]),
        (1002, [ClientFrame.Ping(new byte[126])]),
        (1002, [new ClientFrame(10, new byte[70_000])]),
        (1002, [ClientFrame.Close(1000, new byte[124])]),
        (1002, [new ClientFrame(8, [3])]),
        .. new[] { 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535 }.Select(status => (1002, (ClientFrame[])[ClientFrame.Close(status)])),
        (1007, [ClientFrame.Close(1000, [0x61, 0xc3])]),
        (1007, [ClientFrame.Text([0xff, 0xfe])]),
        (1007, [ClientFrame.Text([0xed, 0xa0, 0x80])]),
        (1007, [ClientFrame.Text([0xe2]).Begun(), ClientFrame.Continuation([0x28])]),
        (1002, [ClientFrame.Continuation(Short)]),
        (1002, [ClientFrame.Text("x").Begun(), ClientFrame.Text("y")]),
        (1002, [ClientFrame.Binary(Short) with { Length = LengthForm.In64Bits, ClaimedLength = 1UL << 63 }]),
        (1002, [ClientFrame.Binary(Short) with { Length = LengthForm.In64Bits, ClaimedLength = ulong.MaxValue }]),
        (1002, [ClientFrame.Binary(Short) with { Length = LengthForm.In16Bits }]),
        (1002, [ClientFrame.Binary(Short) with { Length = LengthForm.In64Bits }]),
    ];

    [Fact]
    public Task T31_Who_breaks_the_rules_of_the_protocol_is_closed_with_the_status_of_the_RFC() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var (status, frames) in Violations)
        {
            using var socket = await OpenAsync();
            foreach (var frame in frames) await socket.TrySendAsync(frame.ToBytes());
            Assert.Equal((status, string.Join(' ', frames.Select(frame => frame.ToString()))), (await socket.ReadFrameUntilCloseAsync(), string.Join(' ', frames.Select(frame => frame.ToString()))));
        }
    });

    [Fact]
    public Task T31_A_message_in_a_hundred_thousand_pieces_of_one_byte_ends_its_connection_when_it_is_too_large() => neighbourhood.WhileAsync(async () =>
    {
        using var hub = await OpenHubAsync();
        byte[] start = ClientFrame.Text("x").Begun().ToBytes(), piece = ClientFrame.Continuation("x").Begun().ToBytes();
        await hub.Socket.TrySendAsync((byte[])[.. start, .. Enumerable.Repeat(piece, 100_000).SelectMany(bytes => bytes)]);
        Assert.Equal(BadMessage, await hub.GoodbyeAsync());
    });

    [Fact]
    public Task T31_Pings_without_end_cost_the_others_nothing() => neighbourhood.WhileAsync(async () =>
    {
        using var hub = await OpenHubAsync();
        byte[] pings = [.. Enumerable.Repeat(ClientFrame.Ping(new byte[100]).ToBytes(), 1_000).SelectMany(bytes => bytes)];
        for (var i = 0; i < 50; i++) await hub.Socket.TrySendAsync(pings);
        Assert.True(await hub.AnswersAsync());
    });

    [Fact]
    public Task T32_Compression_is_not_agreed_on_and_a_compressed_message_is_no_message() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var offer in new[] { "permessage-deflate", "permessage-deflate; client_max_window_bits; server_no_context_takeover", "x-webkit-deflate-frame", "permessage-bzip2, permessage-deflate" })
        {
            using var socket = await RawClient.ConnectAsync(neighbourhood.Server.Hub);
            var head = await socket.AskAsync(RawClient.UpgradeRequest("/hub", $"Authorization: Bearer {NewToken()}", $"Sec-WebSocket-Extensions: {offer}"));
            Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
            Assert.DoesNotContain("Sec-WebSocket-Extensions", head, StringComparison.OrdinalIgnoreCase);
            await socket.SendAsync(ClientFrame.Text(Handshake));

            // A thousand times larger when somebody unpacks it.
            await socket.TrySendAsync((ClientFrame.Text(Deflated(new byte[10_000_000])) with { Reserved = 4 }).ToBytes());
            Assert.Equal(1002, await socket.ReadFrameUntilCloseAsync());
        }
    });

    private Task<RawClient> OpenAsync() => RawClient.OpenAsync(neighbourhood.Server.Hub, receiveBuffer: null, $"Authorization: Bearer {NewToken()}");

    private Task<RawHub> OpenHubAsync() => RawHub.OpenAsync(neighbourhood.Server, NewToken());

    private static string NewToken() => Attacker.Token(Attacker.NewName());

    private static byte[] Deflated(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionLevel.Fastest)) deflate.Write(bytes);
        return packed.ToArray();
    }
}
