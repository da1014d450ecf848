using System.Text;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Conformance;

/// <summary>The cases of the Autobahn test suite, groups 1 to 7 and 10, against an echo on the direct transport.</summary>
public sealed class AutobahnTests(EchoServer server)
{
    private static readonly Dictionary<string, Case> Cases = new(
        new[] { FramingCases.All, ControlCases.All, FragmentCases.All, Utf8Cases.All, CloseCases.All }
            .SelectMany(group => group).Select(row => KeyValuePair.Create(row.Number, row.Case)));

    public static TheoryData<string> Numbers => [.. Cases.Keys];

    public static TheoryData<string> FailFastNumbers => [.. Utf8Cases.FailFast.Select(row => row.Number)];

    internal static IReadOnlyDictionary<string, Case> All => Cases;

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task The_server_answers_as_the_suite_asks_in(string number) => Cases[number].RunAsync(server);

    [Fact]
    public async Task Case_5_19_answers_the_ping_in_a_message_that_goes_on_later()
    {
        using var client = await server.OpenAsync();
        foreach (var frame in FragmentCases.InTwoParts.Before) await client.SendAsync(frame);
        Assert.Equal("pongme 1!", (await client.ReadFrameAsync())!.Text);

        foreach (var frame in FragmentCases.InTwoParts.After) await client.SendAsync(frame);
        Assert.Equal("pongme 2!", (await client.ReadFrameAsync())!.Text);
        Assert.Equal("fragment1fragment2fragment3fragment4fragment5", (await client.ReadFrameAsync())!.Text);
    }

    [Theory]
    [MemberData(nameof(FailFastNumbers))]
    public async Task A_fault_in_a_text_ends_the_connection_before_the_message_ends(string number)
    {
        var (_, before, fault) = Utf8Cases.FailFast.Single(row => row.Number == number);
        using var client = await server.OpenAsync();
        await client.SendAsync(ClientFrame.Text(before).Begun());
        await ExpectStillAliveAsync(client);
        await client.SendAsync(ClientFrame.Continuation(fault).Begun());

        Assert.Equal(1007, await client.ReadCloseAsync());
    }

    [Theory]
    [MemberData(nameof(FailFastNumbers))]
    public async Task A_fault_in_a_text_ends_the_connection_before_the_frame_ends(string number)
    {
        // 6.4.3 and 6.4.4: one frame, of which only a part comes.
        var (_, before, fault) = Utf8Cases.FailFast.Single(row => row.Number == number);
        byte[] whole = [.. before, .. fault, .. "edited"u8];
        var frame = ClientFrame.Text(whole).ToBytes();
        var head = frame.Length - whole.Length;
        using var client = await server.OpenAsync();
        await client.SendAsync(frame.AsMemory(0, head + before.Length));
        await client.SendAsync(frame.AsMemory(head + before.Length, fault.Length));

        Assert.Equal(1007, await client.ReadCloseAsync());
    }

    [Theory]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate")]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, permessage-deflate; server_no_context_takeover")]
    public async Task Compression_is_not_agreed_on_so_compressed_frames_are_wrong(string offer)
    {
        using var client = await RawClient.ConnectAsync(server.Endpoint);
        var answer = await client.AskAsync(RawClient.UpgradeRequest("/echo", offer));
        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", answer, StringComparison.OrdinalIgnoreCase);

        await client.SendAsync(ClientFrame.Text("Hello"));
        Assert.Equal("Hello", (await client.ReadFrameAsync())!.Text);
        await client.SendAsync(new ClientFrame(1, [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]) { Reserved = 4 });
        Assert.Equal(1002, await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Frames_in_the_packet_of_the_request_are_read()
    {
        using var client = await RawClient.ConnectAsync(server.Endpoint);
        byte[] both = [.. Encoding.ASCII.GetBytes(RawClient.UpgradeRequest("/echo")), .. ClientFrame.Text("eager").ToBytes()];
        await client.SendAsync(both);

        Assert.StartsWith("HTTP/1.1 101", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal("eager", (await client.ReadFrameAsync())!.Text);
    }

    private static async Task ExpectStillAliveAsync(RawClient client)
    {
        await client.SendAsync(ClientFrame.Ping("alive"));
        Assert.Equal("alive", (await client.ReadFrameAsync())!.Text);
    }
}
