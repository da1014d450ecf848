using RealtimeHub.Client;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>The tail that a namespace gives to those who ask for none, as our .NET client delivers it.</summary>
public sealed class DotNetClientTailTests
{
    [Fact]
    public async Task Who_asks_for_nothing_begins_with_the_tail_of_the_namespace_and_goes_on_live()
    {
        await using var server = await StartAsync();
        await server.PublishAsync("state:a", 1, 2, 3);
        await using var hub = await RealtimeHubClient.ConnectAsync(server.Address.ToString());
        await using var items = hub.Subscribe<int>("state:a").GetAsyncEnumerator();

        Assert.Equal((2, 3), (await NextAsync(items), await NextAsync(items)));
        await server.PublishAsync("state:a", 4);
        Assert.Equal(4, await NextAsync(items));
    }

    [Fact]
    public async Task Who_asks_for_no_tail_gets_none()
    {
        await using var server = await StartAsync();
        await server.PublishAsync("state:a", 1, 2);
        await using var hub = await RealtimeHubClient.ConnectAsync(server.Address.ToString());
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var items = hub.Subscribe<int>("state:a", new() { Tail = 0, OnSubscribed = _ => accepted.SetResult() }).GetAsyncEnumerator();
        var next = NextAsync(items);
        await accepted.Task.WaitAsync(Patience.Token);

        await server.PublishAsync("state:a", 3);

        Assert.Equal(3, await next);
    }

    [Fact]
    public async Task What_the_server_follows_for_a_client_is_handed_over_with_its_tail()
    {
        await using var server = await StartAsync("Production", [.. Tokens.Settings, ("Access:PersonalNamespace", "state")]);
        await server.PublishAsync("state:alice", 1, 2, 3);
        var subscription = new TaskCompletionSource<Subscription<int>>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await RealtimeHubClient.ConnectAsync(server.Address.ToString(), new RealtimeHubClientOptions
        {
            AccessTokenProvider = _ => ValueTask.FromResult<string?>(Tokens.Following("alice", TimeProvider.System.GetUtcNow().AddMinutes(30))),
            OnServerSubscription = (client, begun) => subscription.SetResult(client.Subscribe<int>(begun.Topic, new SubscribeOptions { Since = begun.Position })),
        });

        await using var items = (await subscription.Task.WaitAsync(Patience.Token)).GetAsyncEnumerator();

        Assert.Equal((2, 3), (await NextAsync(items), await NextAsync(items)));
    }

    private static async Task<int> NextAsync(IAsyncEnumerator<HubItem<int>> items)
    {
        Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(Patience.Token));
        return Assert.IsType<HubEvent<int>>(items.Current).Data;
    }

    private static Task<TestServer> StartAsync(string environment = "Development", params (string Name, string Value)[] settings) =>
        TestServer.StartAsync(port: 0, environment, [("Namespaces:state:Tail", "2"), .. settings]);
}
