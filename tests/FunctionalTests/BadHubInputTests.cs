using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class BadHubInputTests
{
    private static readonly BadCall[] BadCalls =
    [
        new(ErrorCode.BadRequest, "Subscribe", [new { topic = "" }]),
        new(ErrorCode.BadRequest, "Subscribe", [new { topic = "no spaces" }]),
        new(ErrorCode.BadRequest, "Subscribe", [new { topic = new string('x', 256) }]),
        new(ErrorCode.BadRequest, "Subscribe", [new { }]),
        new(ErrorCode.BadRequest, "Subscribe", [null]),
        new(ErrorCode.BadRequest, "Subscribe", [5]),
        new(ErrorCode.BadRequest, "Subscribe", []),
        new(ErrorCode.BadRequest, "Subscribe", [new { topic = "a", tail = -1 }]),
        new(ErrorCode.BadRequest, "Subscribe", [new { topic = "a", since = "text" }]),
        new(ErrorCode.BadRequest, "Subscribe", [new { topic = "a", since = new { epoch = "", offset = 0 } }]),
        new(ErrorCode.BadRequest, "Subscribe", [new { topic = "a", since = new { epoch = "e", offset = -1 } }]),
        new(ErrorCode.BadRequest, "Subscribe", [new { topic = "a", since = new { epoch = "e", offset = StreamPosition.MaxOffset + 1 } }]),
        new(ErrorCode.BadRequest, "Subscribe", [new { topic = "a", since = new { epoch = new string('e', 65), offset = 0 } }]),
        new(ErrorCode.BadRequest, "Subscribe", [new { topic = "a", maxRate = -1 }]),
        new(ErrorCode.UnknownNamespace, "Subscribe", [new { topic = "nowhere:a" }]),
        new(ErrorCode.BadRequest, "Unsubscribe", ["no spaces"]),
        new(ErrorCode.PermissionDenied, "Publish", ["a", 1, null]),
        new(ErrorCode.PermissionDenied, "Publish", ["$server:stats", 1, null]),
        new(ErrorCode.BadRequest, "Publish", ["chat:a", 1, new { key = new string('k', 256) }]),
        new(ErrorCode.BadRequest, "History", ["a", new { limit = 0 }]),
        new(ErrorCode.UnrecoverablePosition, "History", ["a", new { since = new { epoch = "other", offset = 0 } }]),
        new(ErrorCode.BadRequest, "NoSuchMethod", ["a"]),
        new(ErrorCode.BadRequest, "Dispose", []),
    ];

    [Theory, EveryWire]
    public async Task Every_bad_call_gets_its_code_and_the_connection_stays(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var bystander = await server.ConnectAsync(wire);
        await using var client = await server.ConnectAsync(wire);
        await bystander.SubscribeAsync("news");
        await client.SubscribeAsync("news");

        foreach (var call in BadCalls)
        {
            var error = await Assert.ThrowsAnyAsync<Exception>(() => client.Connection.InvokeCoreAsync(call.Method, typeof(object), call.Arguments));
            Assert.True(error.Message.Contains($"{(int)call.Code}: ", StringComparison.Ordinal), $"{call} got: {error.Message}");
        }

        await server.PublishAsync("news", 1);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
        Assert.Equal(1, (await bystander.NextEventAsync()).Offset);
        Assert.True(bystander.HasNothingMore);
    }

    [Theory, EveryWire]
    public async Task A_second_subscribe_to_one_topic_gets_105_and_the_first_goes_on(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("news");

        var error = await Assert.ThrowsAnyAsync<Exception>(() => client.SubscribeAsync("news", tail: 10));
        await server.PublishAsync("news", 1);

        Assert.Contains("105: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
        Assert.True(client.HasNothingMore);
    }

    [Theory, EveryWire]
    public async Task The_129th_subscription_gets_106_and_the_others_go_on(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        for (var n = 1; n <= 128; n++) await client.SubscribeAsync($"t{n}");

        var error = await Assert.ThrowsAnyAsync<Exception>(() => client.SubscribeAsync("t129"));
        await client.UnsubscribeAsync("t1");
        await client.SubscribeAsync("t129");
        await server.PublishAsync("t128", 1);

        Assert.Contains("106: ", error.Message, StringComparison.Ordinal);
        Assert.Equal("t128", (await client.NextEventAsync()).Topic);
    }

    [Theory, EveryWire]
    public async Task A_topic_beyond_the_bound_of_the_node_gets_113(Wire wire)
    {
        await using var server = (await TestServer.StartAsync(("Topics:MaxTopics", "3"), ("ServerStats:Enabled", "false"))).Allows(1001);
        await using var client = await server.ConnectAsync(wire);
        for (var n = 1; n <= 3; n++) await client.SubscribeAsync($"t{n}");

        var error = await Assert.ThrowsAnyAsync<Exception>(() => client.SubscribeAsync("t4"));

        Assert.Contains("113: ", error.Message, StringComparison.Ordinal);
    }

    [Theory, EveryWire]
    public async Task A_message_that_is_too_large_ends_that_connection_with_3009_and_no_other(Wire wire)
    {
        // Where the message is the body of a request, Kestrel now and then says with id 0 that it ended in the middle.
        await using var server = (await TestServer.StartAsync()).Allows(4).Allows(0);
        await using var bystander = await server.ConnectAsync();
        await using var client = await server.ConnectAsync(wire);
        await bystander.SubscribeAsync("news");

        await Assert.ThrowsAnyAsync<Exception>(() => client.SubscribeAsync(new string('x', 200_000)));
        var goodbye = await client.NextAsync() as Received.Goodbye;
        await client.Closed;
        await server.PublishAsync("news", 1);

        Assert.Equal(((int)CloseCode.BadMessage, true), (goodbye?.Code, goodbye?.Reconnect));
        Assert.Equal(1, (await bystander.NextEventAsync()).Offset);
    }

    private sealed record BadCall(ErrorCode Code, string Method, object?[] Arguments)
    {
        public override string ToString() => $"{Method} with {JsonSerializer.Serialize(Arguments)}";
    }
}
