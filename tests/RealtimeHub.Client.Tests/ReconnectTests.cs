using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

public sealed class ReconnectTests
{
    [Fact]
    public async Task After_a_break_the_subscription_goes_on_where_it_stood_without_repeats()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync("e1", 0);
        var connection = await server.ConnectionAsync();
        await connection.EventsAsync("a", 1, 2);
        Assert.Equal((1, 2), ((await events.NextAsync()).Data, (await events.NextAsync()).Data));

        connection.Drop();
        var again = await server.SubscribeAsync();
        Assert.Equal(new StreamPosition("e1", 2), again.Request.Since);
        await again.AcceptAsync("e1", 4);
        await (await server.ConnectionAsync()).EventsAsync("a", 1, 2, 3, 3, 4);

        Assert.Equal((3, 4), ((await events.NextAsync()).Data, (await events.NextAsync()).Data));
    }

    [Theory]
    [InlineData("e1", 50, "tooOld", MissedReason.TooOld)]
    [InlineData("e2", 1, "epochChanged", MissedReason.EpochChanged)]
    [InlineData("e1", 1, "ahead", MissedReason.Ahead)]
    public async Task What_could_not_be_recovered_is_an_item_of_its_own(string epoch, long head, string reason, MissedReason expected)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var told = new List<Subscribed>();
        var options = new SubscribeOptions { OnSubscribed = told.Add };
        await using var events = client.Subscribe<long>("a", options).GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync("e1", 0);
        var connection = await server.ConnectionAsync();
        await connection.EventsAsync("a", 1, 2);
        await events.NextAsync();
        await events.NextAsync();

        connection.Drop();
        await (await server.SubscribeAsync()).AcceptAsync(epoch, head, reason);
        await (await server.ConnectionAsync()).EventsAsync("a", head + 1);

        Assert.Equal(new Missed("a", 2, head, expected), await events.NextMissedAsync());
        Assert.Equal(new StreamPosition(epoch, head), events.Current.Position);
        Assert.Equal(new StreamPosition(epoch, head + 1), (await events.NextAsync()).Position);
        Assert.Equal(
            [
                new Subscribed("a", "e1", 0, Recovered: false, Resubscribed: false, Reason: null),
                new Subscribed("a", epoch, head, Recovered: false, Resubscribed: true, expected),
            ],
            told);
    }

    [Fact]
    public async Task A_gap_is_told_before_the_next_event()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync("e1", 0);
        var connection = await server.ConnectionAsync();

        await connection.EventsAsync("a", 1);
        await connection.GapAsync("a", 1, 9, "slow");
        await connection.EventsAsync("a", 9, 10);

        Assert.Equal(1, (await events.NextAsync()).Data);
        Assert.Equal(new Missed("a", 1, 9, MissedReason.Slow), await events.NextMissedAsync());
        Assert.Equal(10, (await events.NextAsync()).Data);
    }

    [Fact]
    public async Task A_hole_that_nobody_announced_is_told_too()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync("e1", 0);

        await (await server.ConnectionAsync()).EventsAsync("a", 1, 4);

        await events.NextAsync();
        Assert.Equal(new Missed("a", 1, 3, MissedReason.Unknown), await events.NextMissedAsync());
        Assert.Equal(new StreamPosition("e1", 3), events.Current.Position);
    }

    [Fact]
    public async Task A_gap_by_a_new_epoch_subscribes_anew_and_tells_it()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync("e1", 5);
        var connection = await server.ConnectionAsync();

        await connection.GapAsync("a", 5, 0, "epochChanged");
        await connection.EventsAsync("a", 6);
        await (await server.CallAsync("Unsubscribe")).ReplyAsync();
        var again = await server.SubscribeAsync();
        await again.AcceptAsync("e2", 6, "epochChanged");
        await connection.EventsAsync("a", 7);

        Assert.Equal(new StreamPosition("e1", 5), again.Request.Since);
        Assert.Equal(new Missed("a", 5, 6, MissedReason.EpochChanged), await events.NextMissedAsync());
        Assert.Equal(new StreamPosition("e2", 7), (await events.NextAsync()).Position);
    }

    [Fact]
    public async Task A_break_before_the_first_answer_asks_the_same_again()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var since = new StreamPosition("e1", 3);
        await using var events = client.Subscribe<long>("a", new() { Since = since }).GetAsyncEnumerator();
        var never = await server.SubscribeAsync();

        (await server.ConnectionAsync()).Drop();
        var again = await server.SubscribeAsync();
        never.AcceptInVain("e0", 99);
        await again.AcceptAsync("e1", 4);
        await (await server.ConnectionAsync()).EventsAsync("a", 4);

        Assert.Equal(since, again.Request.Since);
        Assert.Equal(new StreamPosition("e1", 4), (await events.NextAsync()).Position);
    }

    [Fact]
    public async Task A_subscription_that_nobody_wants_any_more_is_not_made_again()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var left = client.Subscribe<long>("left");
        await (await server.SubscribeAsync()).AcceptAsync();
        await using var kept = client.Subscribe<long>("kept");
        await (await server.SubscribeAsync()).AcceptAsync();
        await left.DisposeAsync();
        await (await server.CallAsync("Unsubscribe")).ReplyAsync();

        (await server.ConnectionAsync()).Drop();

        Assert.Equal("kept", (await server.SubscribeAsync()).Request.Topic);
        Assert.False(server.HasUnreadCalls);
    }

    [Fact]
    public async Task Many_breaks_in_a_row_lose_and_repeat_nothing()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<long>("a", new() { Since = new("e1", 0) }).GetAsyncEnumerator();

        for (var round = 1; round <= 20; round++)
        {
            var connection = await server.ConnectionAsync();
            var call = await server.SubscribeAsync();
            await call.AcceptAsync("e1", 100);
            await connection.EventsAsync("a", call.Request.Since!.Offset, call.Request.Since.Offset + 1);
            Assert.Equal(round, (await events.NextAsync()).Data);
            connection.Drop();
        }
    }

    [Fact]
    public async Task A_server_that_was_started_anew_is_found_again()
    {
        var first = await ScriptedServer.StartAsync();
        await using var client = await first.ConnectAsync();
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await first.SubscribeAsync()).AcceptAsync("e1", 2);
        await (await first.ConnectionAsync()).EventsAsync("a", 3);
        await events.NextAsync();
        var port = first.Port;

        await first.DisposeAsync();
        await using var second = await ScriptedServer.StartAsync(port);
        var again = await second.SubscribeAsync();
        await again.AcceptAsync("e2", 0, "epochChanged");
        await (await second.ConnectionAsync()).EventsAsync("a", 1);

        Assert.Equal(new StreamPosition("e1", 3), again.Request.Since);
        Assert.Equal(new Missed("a", 3, 0, MissedReason.EpochChanged), await events.NextMissedAsync());
    }

    [Fact]
    public async Task A_message_that_breaks_the_protocol_costs_the_connection_and_nothing_else()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync("e1", 3);

        await (await server.ConnectionAsync()).SendAsync("event", "a");
        await (await server.SubscribeAsync()).AcceptAsync("e1", 4);
        await (await server.ConnectionAsync()).EventsAsync("a", 4);

        Assert.Equal(4, (await events.NextAsync()).Data);
    }
}
