using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

/// <summary>Several subscriptions to one topic, at once or one after the other.</summary>
public sealed class SharedSubscriptionTests
{
    [Fact]
    public async Task Two_subscriptions_to_one_topic_share_one_on_the_server()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var first = client.Subscribe<long>("a").GetAsyncEnumerator();
        var second = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        var connection = await server.ConnectionAsync();

        await connection.EventsAsync("a", 1);
        Assert.Equal((1, 1), ((await first.NextAsync()).Data, (await second.NextAsync()).Data));
        await first.DisposeAsync();
        await connection.EventsAsync("a", 2);
        Assert.Equal(2, (await second.NextAsync()).Data);
        Assert.False(server.HasUnreadCalls);

        await second.DisposeAsync();
        await server.CallAsync("Unsubscribe");
    }

    [Fact]
    public async Task One_who_joins_later_starts_at_the_present_and_is_told_so()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var first = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync("e1", 5);
        var connection = await server.ConnectionAsync();
        await connection.EventsAsync("a", 6);
        await first.NextAsync();

        Subscribed? told = null;
        await using var second = client.Subscribe<long>("a", new() { OnSubscribed = s => told = s }).GetAsyncEnumerator();
        await connection.EventsAsync("a", 7);

        Assert.Equal(7, (await second.NextAsync()).Data);
        Assert.Equal(new Subscribed("a", "e1", 6, Recovered: false, Resubscribed: false, Reason: null), told);
    }

    [Fact]
    public async Task A_second_subscription_with_other_settings_is_refused()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var first = client.Subscribe<long>("a");

        var error = Assert.Throws<RealtimeHubException>(() => client.Subscribe<long>("a", new() { Tail = 10 }));

        Assert.Equal(ErrorCode.AlreadySubscribed, error.Code);
    }

    [Fact]
    public async Task Late_events_of_an_earlier_subscription_do_not_count_for_a_newer_one()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var first = client.Subscribe<long>("a");
        await (await server.SubscribeAsync()).AcceptAsync("e1", 100);
        var connection = await server.ConnectionAsync();
        await first.DisposeAsync();
        var unsubscribe = await server.CallAsync("Unsubscribe");

        await using var second = client.Subscribe<long>("a", new() { Tail = 10 }).GetAsyncEnumerator();
        await connection.EventsAsync("a", 101);
        await unsubscribe.ReplyAsync();
        await (await server.SubscribeAsync()).AcceptAsync("e1", 101);
        await connection.EventsAsync("a", 92, 93);

        Assert.Equal((92, 93), ((await second.NextAsync()).Data, (await second.NextAsync()).Data));
    }

    [Fact]
    public async Task A_late_answer_does_not_count_for_a_newer_subscription()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var first = client.Subscribe<long>("a");
        var late = await server.SubscribeAsync();
        await first.DisposeAsync();
        await using var second = client.Subscribe<long>("a", new() { Tail = 3 }).GetAsyncEnumerator();
        var connection = await server.ConnectionAsync();

        await late.AcceptAsync("old", 50);
        await connection.EventsAsync("a", 51);
        await (await server.CallAsync("Unsubscribe")).ReplyAsync();
        var call = await server.SubscribeAsync();
        await call.AcceptAsync("e1", 9);
        await connection.EventsAsync("a", 7);

        Assert.Equal(3, call.Request.Tail);
        Assert.Equal(new StreamPosition("e1", 7), (await second.NextAsync()).Position);
    }

    [Fact]
    public async Task A_late_refusal_does_not_end_a_newer_subscription()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var first = client.Subscribe<long>("a", new() { Tail = -1 });
        var late = await server.SubscribeAsync();
        await first.DisposeAsync();
        await using var second = client.Subscribe<long>("a").GetAsyncEnumerator();

        late.Refuse("107: tail");
        await (await server.SubscribeAsync()).AcceptAsync();
        await (await server.ConnectionAsync()).EventsAsync("a", 1);

        Assert.Equal(1, (await second.NextAsync()).Data);
    }
}
