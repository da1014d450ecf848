using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

/// <summary>How subscriptions end, and how they do not.</summary>
public sealed class SubscriptionEndTests
{
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
    public async Task A_close_while_the_server_has_not_answered_is_not_a_refusal()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await server.SubscribeAsync();

        await (await server.ConnectionAsync()).CloseAsync();
        await (await server.SubscribeAsync()).AcceptAsync();
        await (await server.ConnectionAsync()).EventsAsync("a", 1);

        Assert.Equal(1, (await events.NextAsync()).Data);
    }
}
