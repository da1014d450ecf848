using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Hosting;

namespace ClusterTests;

/// <summary>An application with a hub of its own, on two nodes: what it says to its clients reaches them on both.</summary>
public sealed class BackplaneTests : IAsyncLifetime
{
    private readonly List<WebApplication> _apps = [];
    private RedisProcess _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisProcess.StartAsync();
        for (var i = 0; i < 2; i++) _apps.Add(await StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps) await app.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task What_an_application_says_on_one_node_reaches_everybody_one_user_and_one_connection_on_the_other()
    {
        await using var client = new HubConnectionBuilder().WithUrl($"{_apps[1].Urls.Single()}/chat?user=ann").Build();
        var said = new TaskCompletionSource<string>[3];
        for (var i = 0; i < said.Length; i++) said[i] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        client.On<int, string>("say", (number, text) => said[number].TrySetResult(text));
        await client.StartAsync();

        // What is said before the other node has followed the user and the connection in Redis is lost, and that goes on while the client already counts as connected.
        await client.InvokeAsync("BeThere");
        var hub = _apps[0].Services.GetRequiredService<IHubContext<Chat>>();

        await hub.Clients.All.SendAsync("say", 0, "all");
        await hub.Clients.User("ann").SendAsync("say", 1, "ann");
        await hub.Clients.Client(client.ConnectionId!).SendAsync("say", 2, "you");

        Assert.Equal(["all", "ann", "you"], await Task.WhenAll(said.Select(one => one.Task)).WaitAsync(Patience.Token));
    }

    [Fact]
    public async Task Who_only_follows_topics_takes_no_part_in_it()
    {
        var address = new Uri(_apps[0].Urls.Single());
        await using var first = await BareClient.ConnectAsync(new Uri(address, "hub"));
        await first.SubscribeAsync("news");
        var before = await ChannelsAsync();

        await using var second = await BareClient.ConnectAsync(new Uri(address, "hub"));
        await second.SubscribeAsync("news");

        Assert.Equal(before, await ChannelsAsync());
    }

    [Fact]
    public async Task An_application_that_goes_without_being_stopped_leaves_nothing_running()
    {
        var app = await StartAsync();
        var before = await ConnectionsAsync();

        await app.DisposeAsync();

        Assert.InRange(await ConnectionsAsync(), 1, before - 1);
    }

    private async Task<int> ConnectionsAsync() => (await _redis.CallAsync("CLIENT", "LIST")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddRealtimeHub(options => (options.Access.AnonymousSubscribers, options.Redis.Configuration) = (true, _redis.Address));
        builder.Services.AddSingleton<IUserIdProvider, UserInQuery>();
        var app = builder.Build();
        app.MapRealtimeHub();
        app.MapHub<Chat>("/chat");
        await app.StartAsync();
        return app;
    }

    private async Task<List<string>> ChannelsAsync() =>
        [.. (await _redis.CallAsync("PUBSUB", "CHANNELS", "*")).Items.Select(channel => channel.Text).Order(StringComparer.Ordinal)];

    private sealed class Chat : Hub
    {
#pragma warning disable CA1822 // A method of a hub.
        public void BeThere()
        {
        }
#pragma warning restore CA1822
    }

    private sealed class UserInQuery : IUserIdProvider
    {
        public string? GetUserId(HubConnectionContext connection) => connection.GetHttpContext()?.Request.Query["user"];
    }
}
