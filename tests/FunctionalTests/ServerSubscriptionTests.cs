using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using RealtimeHub.Client;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>What a connection follows without asking: the topics that its token names, and the user's own.</summary>
public sealed class ServerSubscriptionTests
{
    [Theory, EveryWire]
    public async Task A_client_follows_what_its_token_names_and_its_own_topic(Wire wire)
    {
        await using var server = await StartAsync();
        await using var client = await BareClient.ConnectAsync(server.Hub, wire, token: Following("news"));

        Assert.Equal("user:alice", Assert.IsType<Received.Begun>(await client.NextAsync()).Reply.Topic);
        Assert.Equal("news", Assert.IsType<Received.Begun>(await client.NextAsync()).Reply.Topic);
        await server.PublishAsync("news", 1);
        Assert.Equal(("news", 1L), await NextAsync(client));
        await server.PublishAsync("user:alice", 1);
        Assert.Equal(("user:alice", 1L), await NextAsync(client));
        await server.PublishAsync("user:bob", 1);
        await server.PublishAsync("news", 2);
        Assert.Equal(("news", 2L), await NextAsync(client));
    }

    [Theory, EveryWire]
    public async Task A_client_takes_such_a_subscription_over_once_and_continues_where_it_has_stopped(Wire wire)
    {
        await using var server = await StartAsync();
        var stopped = await server.PublishAsync("news", 1);
        await server.PublishAsync("news", 2, 3);
        await using var client = await BareClient.ConnectAsync(server.Hub, wire, token: Following("news"));
        await client.NextAsync();
        Assert.Equal(3, Assert.IsType<Received.Begun>(await client.NextAsync()).Reply.Offset);

        var reply = await client.SubscribeAsync("news", since: stopped);
        await server.PublishAsync("news", 4);

        Assert.True(reply.Recovered);
        Assert.Equal([2L, 3L, 4L], (await client.NextEventsAsync(3)).Select(e => e.Offset));
        Assert.Contains("105: ", (await Assert.ThrowsAsync<HubException>(() => client.SubscribeAsync("news"))).Message, StringComparison.Ordinal);
        await client.UnsubscribeAsync("news");
        await server.Metrics.WaitForFallAsync("realtimehub.subscriptions", 1);
    }

    [Fact]
    public async Task What_is_not_allowed_is_told_and_the_others_begin()
    {
        await using var server = await StartAsync(("Namespaces:shut:Permissions:Subscribe", "Nobody"));
        await using var client = await BareClient.ConnectAsync(server.Hub, token: Following("shut:x", "nowhere:x", "news"));

        Assert.IsType<Received.Begun>(await client.NextAsync());
        Assert.Equal(new Received.Ended("shut:x", 103), await client.NextAsync());
        Assert.Equal(new Received.Ended("nowhere:x", 102), await client.NextAsync());
        Assert.Equal("news", Assert.IsType<Received.Begun>(await client.NextAsync()).Reply.Topic);
    }

    [Fact]
    public async Task A_newer_token_begins_and_ends_what_it_names_and_names_no_more()
    {
        await using var server = await StartAsync();
        await using var client = await BareClient.ConnectAsync(server.Hub, token: Following("old", "both"));
        for (var i = 0; i < 3; i++) Assert.IsType<Received.Begun>(await client.NextAsync());

        await client.Connection.InvokeAsync<long>(HubNames.Refresh, Following("both", "new"));

        Assert.Equal(new Received.Ended("old", 103), await client.NextAsync());
        Assert.Equal("new", Assert.IsType<Received.Begun>(await client.NextAsync()).Reply.Topic);
        await server.PublishAsync("old", 1);
        await server.PublishAsync("both", 1);
        Assert.Equal(("both", 1L), await NextAsync(client));
    }

    [Fact]
    public async Task What_the_client_has_ended_does_not_begin_again_with_a_newer_token()
    {
        await using var server = await StartAsync();
        await using var client = await BareClient.ConnectAsync(server.Hub, token: Following("old", "news"));
        for (var i = 0; i < 3; i++) Assert.IsType<Received.Begun>(await client.NextAsync());
        await client.UnsubscribeAsync("old");

        await client.Connection.InvokeAsync<long>(HubNames.Refresh, Following("old", "news", "new"));

        Assert.Equal("new", Assert.IsType<Received.Begun>(await client.NextAsync()).Reply.Topic);
        await server.PublishAsync("old", 1);
        await server.PublishAsync("news", 1);
        Assert.Equal(("news", 1L), await NextAsync(client));
    }

    [Fact]
    public async Task Our_client_hands_them_to_the_application_and_misses_nothing_over_a_break()
    {
        await using var server = await StartAsync();
        await using var proxy = new TcpProxy(server.Address);
        var subscription = new TaskCompletionSource<Subscription<int>>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var client = await RealtimeHubClient.ConnectAsync(proxy.Hub.ToString(), new RealtimeHubClientOptions
        {
            AccessTokenProvider = _ => ValueTask.FromResult<string?>(Following()),
            OnServerSubscription = (hub, begun) => subscription.SetResult(hub.Subscribe<int>(begun.Topic, new SubscribeOptions { Since = begun.Position })),
        });
        await using var items = (await subscription.Task.WaitAsync(Patience.Token)).GetAsyncEnumerator();
        await server.PublishAsync("user:alice", 1);
        Assert.Equal(1, await NextAsync(items));

        proxy.DropAll();
        await server.PublishAsync("user:alice", 2);
        Assert.Equal(2, await NextAsync(items));
        await server.PublishAsync("user:alice", 3);
        Assert.Equal(3, await NextAsync(items));
    }

    private static string Following(params string[] topics) => Tokens.Following("alice", TimeProvider.System.GetUtcNow().AddMinutes(30), topics);

    private static async Task<(string Topic, long Offset)> NextAsync(BareClient client)
    {
        var next = await client.NextEventAsync();
        return (next.Topic, next.Offset);
    }

    private static async Task<int> NextAsync(IAsyncEnumerator<HubItem<int>> items)
    {
        Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(Patience.Token));
        return Assert.IsType<HubEvent<int>>(items.Current).Data;
    }

    private static Task<TestServer> StartAsync(params (string Name, string Value)[] settings) => TestServer.StartAsync(
        port: 0, "Production", [.. Tokens.Settings, ("Access:PersonalNamespace", "user"), ("Namespaces:user:MaxEvents", "100"), .. settings]);
}
