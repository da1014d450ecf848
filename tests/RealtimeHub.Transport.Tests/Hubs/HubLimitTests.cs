using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Hubs;

/// <summary>How much a client may send, and which protocols it is offered.</summary>
public sealed class HubLimitTests
{
    private const int HubFailed = 3003;

    [Fact]
    public async Task A_message_above_the_limit_of_the_transport_is_too_big()
    {
        await using var app = await HubApp.StartAsync(options => options.MaxMessageBytes = 1_000);
        using var client = await app.OpenRawAsync();
        await client.ExpectEchoAsync(new string('x', 800));
        await client.SendAsync(ClientFrame.Text(new string('x', 1_001)));

        Assert.Equal(1009, await client.ReadCloseAsync());
        await app.Watch().ExpectAsync("disconnected");
    }

    [Fact]
    public async Task The_limit_counts_all_fragments()
    {
        await using var app = await HubApp.StartAsync(options => options.MaxMessageBytes = 1_000);
        using var client = await app.OpenRawAsync();
        await client.SendAsync(ClientFrame.Text(new string(' ', 600)).Begun());
        await client.SendAsync(ClientFrame.Continuation(new string(' ', 600)));

        Assert.Equal(1009, await client.ReadCloseAsync());
    }

    [Fact]
    public async Task A_hub_message_above_the_limit_of_SignalR_ends_the_connection()
    {
        await using var app = (await HubApp.StartAsync(signalR: options => options.MaximumReceiveMessageSize = 1_000)).Allows(HubFailed);
        using var client = await app.OpenRawAsync();
        await client.ExpectEchoAsync(new string('x', 800));
        await client.SendAsync(HubApp.Call("Echo", new string('x', 2_000)));

        Assert.NotNull(await client.ReadFrameUntilCloseAsync());
        await app.Watch().ExpectAsync("disconnected");
    }

    [Fact]
    public async Task A_hub_message_may_be_larger_than_what_is_kept_unread()
    {
        await using var app = await HubApp.StartAsync(signalR: options => options.MaximumReceiveMessageSize = null);
        using var client = await app.OpenRawAsync();

        await client.ExpectEchoAsync(new string('x', 2_000_000));
    }

    [Theory]
    [InlineData(true, "Sec-WebSocket-Protocol: b\r\n")]
    [InlineData(false, null)]
    public async Task One_of_the_offered_sub_protocols_is_chosen(bool hasSelector, string? expected)
    {
        await using var app = await HubApp.StartAsync(options => options.SubProtocolSelector = hasSelector ? offered => offered.Single(name => name == "b") : null);
        using var client = await RawClient.ConnectAsync(app.Address);
        var answer = await client.AskAsync(RawClient.UpgradeRequest("/hub", "Sec-WebSocket-Protocol: a, b"));

        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
        if (expected is null) Assert.DoesNotContain("Sec-WebSocket-Protocol", answer, StringComparison.OrdinalIgnoreCase);
        else Assert.Contains(expected, answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_request_that_is_no_right_upgrade_is_refused()
    {
        await using var app = await HubApp.StartAsync();
        using var client = await RawClient.ConnectAsync(app.Address);
        var answer = await client.AskAsync(RawClient.UpgradeRequest("/hub").Replace("Version: 13", "Version: 8", StringComparison.Ordinal));

        Assert.StartsWith("HTTP/1.1 426", answer, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Version: 13", answer, StringComparison.OrdinalIgnoreCase);
    }
}
