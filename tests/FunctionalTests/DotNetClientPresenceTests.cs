using RealtimeHub.Client;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Who follows a topic, as an application with our .NET client sees it.</summary>
public sealed class DotNetClientPresenceTests
{
    private const string Topic = "room:a";

    [Fact]
    public async Task Asking_returns_the_members_or_throws_with_the_code()
    {
        await using var server = await StartAsync();
        await using var hub = await ConnectAsync(server.Hub, "ann");
        await using var subscription = hub.Subscribe<int>(Topic);
        await server.Metrics.WaitForAsync("realtimehub.presence.members", 1);

        var presence = await hub.PresenceAsync(Topic);

        Assert.Equal((Topic, 1, 1), (presence.Topic, presence.Count, presence.Users));
        var member = Assert.Single(presence.Members!);
        Assert.Equal(("ann", "info of ann"), (member.User, member.Info?.GetString()));
        Assert.Equal(ErrorCode.PermissionDenied, (await Assert.ThrowsAsync<RealtimeHubException>(() => hub.PresenceAsync("news"))).Code);
    }

    [Fact]
    public async Task A_loop_sees_who_comes_and_goes_also_over_a_break()
    {
        await using var server = await StartAsync();
        await using var proxy = new TcpProxy(server.Address);
        await using var hub = await ConnectAsync(proxy.Hub, "ann");
        await using var subscription = hub.Subscribe<int>(Topic);
        await using var watch = subscription.WatchPresence().GetAsyncEnumerator();
        Assert.Equal(["ann"], Users(await NextAsync(watch)));

        await using var bob = await ConnectAsync(server.Hub, "bob");
        var following = bob.Subscribe<int>(Topic);
        var joined = await UntilAsync(watch, "ann", "bob");
        Assert.Equal(["bob"], joined.Joined.Select(member => member.User));
        proxy.DropAll();
        await following.DisposeAsync();
        await using var carl = await ConnectAsync(server.Hub, "carl");
        await using var third = carl.Subscribe<int>(Topic);
        await UntilAsync(watch, "ann", "carl");

        await subscription.DisposeAsync();
        Assert.False(await watch.MoveNextAsync().AsTask().WaitAsync(Patience.Token));
    }

    private static async Task<PresenceChange> UntilAsync(IAsyncEnumerator<PresenceChange> watch, params string[] users)
    {
        while (true)
        {
            var change = await NextAsync(watch);
            if (Users(change).SequenceEqual(users)) return change;
        }
    }

    private static IEnumerable<string?> Users(PresenceChange change) => change.Presence.Members!.Select(member => member.User).Order(StringComparer.Ordinal);

    private static async Task<PresenceChange> NextAsync(IAsyncEnumerator<PresenceChange> watch)
    {
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(Patience.Token));
        return watch.Current;
    }

    private static Task<RealtimeHubClient> ConnectAsync(Uri hub, string user) => RealtimeHubClient.ConnectAsync(hub.ToString(), new RealtimeHubClientOptions
    {
        Reconnect = new() { MinDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(100) },
        AccessTokenProvider = _ => new(Tokens.Showing(user, TimeProvider.System.GetUtcNow().AddMinutes(30), $"info of {user}", "*")),
    });

    private static Task<TestServer> StartAsync() => TestServer.StartAsync(port: 0, "Production",
    [
        .. Tokens.Settings, ("Namespaces:room:Presence:Enabled", "true"), ("Namespaces:room:Presence:Events", "true"), ("Namespaces:room:Presence:Interval", "00:00:00.100"),
    ]);
}
