using System.Text.Json;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

/// <summary>What a loop over a subscription sees.</summary>
public sealed class SubscribeTests
{
    private sealed record Sample(double Total);

    [Fact]
    public async Task Events_arrive_in_order_with_their_data_and_meta()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<Sample>("host:cpu").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync("e1", 10);
        var connection = await server.ConnectionAsync();

        await connection.EventAsync("host:cpu", 11, new { total = 1.5 });
        await connection.EventAsync("host:cpu", 12, new { total = 2.5 }, new { key = "k", type = "t" });

        var first = await events.NextAsync();
        Assert.Equal((11, 1.5, null), (first.Offset, first.Data.Total, first.Meta));
        Assert.Equal(new StreamPosition("e1", 11), first.Position);
        var second = await events.NextAsync();
        Assert.Equal((12, 2.5, "k", "t"), (second.Offset, second.Data.Total, second.Meta?.Key, second.Meta?.Type));
    }

    [Fact]
    public async Task The_server_is_asked_for_what_the_options_say()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var options = new SubscribeOptions { Since = new StreamPosition("e1", 7), Tail = 5, MaxRate = 2.5, Conflate = true };

        await using var subscription = client.Subscribe<long>("a", options);

        var request = (await server.SubscribeAsync()).Request;
        Assert.Equal(new SubscribeRequest { Topic = "a", Since = new("e1", 7), Tail = 5, MaxRate = 2.5, Conflate = true }, request);
        Assert.Equal(SubscriptionState.Pending, subscription.State);
        Assert.Equal(new StreamPosition("e1", 7), subscription.Position);
    }

    [Fact]
    public async Task Events_that_were_published_as_bytes_are_read_as_bytes()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<byte[]>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();

        await (await server.ConnectionAsync()).EventAsync("a", 1, "AQID", new { encoding = "base64" });

        Assert.Equal([1, 2, 3], (await events.NextAsync()).Data);
    }

    [Fact]
    public async Task A_loop_that_is_too_slow_keeps_the_newest_and_is_told_what_it_lost()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync(ClientExtensions.Eager with { MaxQueuedEvents = 3 });
        await using var slow = client.Subscribe<long>("a").GetAsyncEnumerator();
        await using var marker = client.Subscribe<long>("marker").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        await (await server.SubscribeAsync()).AcceptAsync();
        var connection = await server.ConnectionAsync();

        await connection.EventsAsync("a", 1, 2, 3, 4, 5, 6, 7, 8);
        await connection.EventsAsync("marker", 1);
        await marker.NextAsync();

        Assert.Equal(new Missed("a", 0, 5, MissedReason.LocalQueue), await slow.NextMissedAsync());
        Assert.Equal((6, 7, 8), ((await slow.NextAsync()).Data, (await slow.NextAsync()).Data, (await slow.NextAsync()).Data));
    }

    [Fact]
    public async Task Data_of_another_shape_end_the_loop_and_say_which_event_it_was()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<Sample>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();

        await (await server.ConnectionAsync()).EventAsync("a", 1, "text");

        var error = await events.FailsAsync();
        Assert.StartsWith("Event 1 of 'a' cannot be read as Sample", error.Message, StringComparison.Ordinal);
        Assert.IsType<JsonException>(error.InnerException);
    }

    [Fact]
    public async Task A_second_loop_over_one_subscription_throws()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var subscription = client.Subscribe<long>("a");
        await using var loop = subscription.GetAsyncEnumerator();

        Assert.Throws<InvalidOperationException>(() => subscription.GetAsyncEnumerator());
    }

    [Fact]
    public async Task A_message_that_this_version_does_not_know_does_no_harm()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        var connection = await server.ConnectionAsync();

        await connection.SendAsync("weather", "a", new { sun = 1 });
        await connection.SendAsync("event", "a", 1, 1, null, "more than agreed");

        Assert.Equal(1, (await events.NextAsync()).Data);
    }
}
