using System.Text.Json;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

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
        Assert.Null(second.Missed);
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
    public async Task Leaving_the_loop_unsubscribes()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var subscription = client.Subscribe<long>("a");
        await (await server.SubscribeAsync()).AcceptAsync();
        await (await server.ConnectionAsync()).EventsAsync("a", 1);

        await foreach (var _ in subscription)
        {
            break;
        }

        Assert.Equal("a", (await server.CallAsync("Unsubscribe")).Arguments[0]);
        Assert.Equal(SubscriptionState.Closed, subscription.State);
    }

    [Fact]
    public async Task Cancelling_ends_the_loop_and_unsubscribes()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        using var cancel = new CancellationTokenSource();
        var events = client.Subscribe<long>("a").GetAsyncEnumerator(cancel.Token);
        var next = events.MoveNextAsync().AsTask();
        await (await server.SubscribeAsync()).AcceptAsync();

        await cancel.CancelAsync();

        await ClientExtensions.ThrowsAsync<OperationCanceledException>(() => next);
        await server.CallAsync("Unsubscribe");
    }

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
    public async Task A_refusal_for_good_ends_the_loop_with_its_code()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var subscription = client.Subscribe<long>("x:y");
        var events = subscription.GetAsyncEnumerator();

        (await server.SubscribeAsync()).Refuse("102: no namespace 'x'");

        var error = await events.FailsAsync();
        Assert.Equal((ErrorCode.UnknownNamespace, false), (error.Code, error.IsTemporary));
        Assert.Equal("102: no namespace 'x'", error.Message);
        Assert.Equal(SubscriptionState.Closed, subscription.State);
    }

    [Theory]
    [InlineData("100: failed")]
    [InlineData("108: limit reached, retry after 0 ms")]
    [InlineData("113: too many topics")]
    public async Task A_temporary_refusal_is_tried_again(string refusal)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();

        (await server.SubscribeAsync()).Refuse(refusal);
        await (await server.SubscribeAsync()).AcceptAsync();
        await (await server.ConnectionAsync()).EventsAsync("a", 1);

        Assert.Equal(1, (await events.NextAsync()).Data);
    }

    [Fact]
    public async Task The_server_can_end_a_subscription_for_good()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        var connection = await server.ConnectionAsync();

        await connection.EventsAsync("a", 1);
        await connection.UnsubscribedAsync("a", 103, "permission withdrawn");

        Assert.Equal(1, (await events.NextAsync()).Data);
        Assert.Equal(ErrorCode.PermissionDenied, (await events.FailsAsync()).Code);
    }

    [Fact]
    public async Task A_subscription_that_the_server_ended_for_now_is_made_again_where_it_stood()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        var connection = await server.ConnectionAsync();
        await connection.EventsAsync("a", 1);

        await connection.UnsubscribedAsync("a", 108, "too much");

        var again = await server.SubscribeAsync();
        Assert.Equal(new StreamPosition("e1", 1), again.Request.Since);
        await again.AcceptAsync("e1", 2);
        await connection.EventsAsync("a", 2);
        Assert.Equal((1, 2), ((await events.NextAsync()).Data, (await events.NextAsync()).Data));
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
        var first = client.Subscribe<long>("a", new() { MaxRate = -1 });
        var late = await server.SubscribeAsync();
        await first.DisposeAsync();
        await using var second = client.Subscribe<long>("a").GetAsyncEnumerator();

        late.Refuse("107: maxRate");
        await (await server.SubscribeAsync()).AcceptAsync();
        await (await server.ConnectionAsync()).EventsAsync("a", 1);

        Assert.Equal(1, (await second.NextAsync()).Data);
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

        var next = await slow.NextAsync();
        Assert.Equal((6, new Missed("a", 0, 5, MissedReason.LocalQueue)), (next.Data, next.Missed));
        Assert.Null((await slow.NextAsync()).Missed);
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
    public async Task Disposing_the_client_ends_the_loop_without_an_error()
    {
        await using var server = await ScriptedServer.StartAsync();
        var client = await server.ConnectAsync();
        var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();

        await client.DisposeAsync();

        await events.EndsAsync();
        Assert.Throws<ObjectDisposedException>(() => client.Subscribe<long>("a"));
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

        await connection.SendAsync("presence", "a", new { joined = 1 });
        await connection.SendAsync("event", "a", 1, 1, null, "more than agreed");

        Assert.Equal(1, (await events.NextAsync()).Data);
    }
}
