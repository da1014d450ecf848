using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

/// <summary>Who follows a topic, as the client puts it together from what the server says.</summary>
public sealed class PresenceTests
{
    private static readonly object Ann = new { id = "1", user = "ann", info = new { name = "Ann" } };
    private static readonly object Bob = new { id = "2", user = "bob" };
    private static readonly object Nobody = new { id = "3" };

    [Fact]
    public async Task Asking_returns_the_members_and_what_they_tell()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var asking = client.PresenceAsync("a");
        var call = await server.CallAsync("Presence");
        await call.ReplyAsync(new { topic = "a", count = 2, users = 1, members = new[] { Ann, Nobody } });

        var presence = await asking;
        Assert.Equal("a", call.Arguments[0]);
        Assert.Equal(("a", 2, 1), (presence.Topic, presence.Count, presence.Users));
        Assert.Equal([("1", "ann"), ("3", null)], presence.Members!.Select(member => (member.Id, member.User)));
        Assert.Equal("Ann", presence.Members![0].Info?.GetProperty("name").GetString());
        Assert.Null(presence.Members[1].Info);
    }

    [Fact]
    public async Task Of_many_the_numbers_are_returned()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var asking = client.PresenceAsync("a");
        await (await server.CallAsync("Presence")).ReplyAsync(new { topic = "a", count = 20_000, users = 5_000 });

        Assert.Equal(new Presence { Topic = "a", Count = 20_000, Users = 5_000 }, await asking);
    }

    [Fact]
    public async Task A_loop_sees_each_state_and_what_has_changed_since_the_one_before()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var subscription = client.Subscribe<long>("a");
        await using var watch = subscription.WatchPresence().GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        var connection = await server.ConnectionAsync();

        await connection.PresenceAsync("a", new { count = 1, users = 1, members = new[] { Ann } });
        Assert.Equal(("1", "", ""), Seen(await watch.NextItemAsync()));
        await connection.PresenceAsync("a", new { count = 2, users = 1, joined = new[] { Bob, Nobody }, left = new[] { "1" } });
        Assert.Equal(("2 3", "2 3", "1"), Seen(await watch.NextItemAsync()));
        await connection.PresenceAsync("a", new { count = 500, users = 200 });
        var many = await watch.NextItemAsync();
        Assert.Equal((500, 200, null), (many.Presence.Count, many.Presence.Users, many.Presence.Members));
        await connection.PresenceAsync("a", new { count = 2, users = 2, members = new[] { Ann, Bob } });
        Assert.Equal(("1 2", "", ""), Seen(await watch.NextItemAsync()));

        // Who has come back with something new to tell.
        await connection.PresenceAsync("a", new { count = 2, users = 2, joined = new[] { new { id = "2", user = "bob", info = "new" } }, left = Array.Empty<string>() });
        var changed = await watch.NextItemAsync();
        Assert.Equal(("1 2", "", ""), Seen(changed));
        Assert.Equal("new", changed.Presence.Members![1].Info?.GetString());
    }

    [Fact]
    public async Task A_loop_that_is_slow_sees_the_newest_and_the_changes_of_all_that_it_has_not_seen()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var subscription = client.Subscribe<long>("a");
        await using var events = subscription.GetAsyncEnumerator();
        await using var watch = subscription.WatchPresence().GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        var connection = await server.ConnectionAsync();
        await connection.PresenceAsync("a", new { count = 1, users = 1, members = new[] { Ann } });
        await watch.NextItemAsync();

        await connection.PresenceAsync("a", new { count = 2, users = 2, joined = new[] { Bob }, left = Array.Empty<string>() });
        await connection.PresenceAsync("a", new { count = 2, users = 1, joined = new[] { Nobody }, left = new[] { "1" } });
        await connection.EventsAsync("a", 1);
        await events.NextAsync();

        Assert.Equal(("2 3", "2 3", "1"), Seen(await watch.NextItemAsync()));
    }

    [Fact]
    public async Task After_a_break_the_first_message_says_how_things_are()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var subscription = client.Subscribe<long>("a");
        await using var watch = subscription.WatchPresence().GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        var connection = await server.ConnectionAsync();
        await connection.PresenceAsync("a", new { count = 1, users = 1, members = new[] { Ann } });
        await watch.NextItemAsync();

        connection.Drop();
        await (await server.SubscribeAsync()).AcceptAsync();
        await (await server.ConnectionAsync()).PresenceAsync("a", new { count = 1, users = 1, members = new[] { Bob } });

        Assert.Equal(("2", "2", "1"), Seen(await watch.NextItemAsync()));
    }

    [Fact]
    public async Task Whoever_begins_to_watch_later_sees_what_is_known()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var first = client.Subscribe<long>("a");
        await using var watch = first.WatchPresence().GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        await (await server.ConnectionAsync()).PresenceAsync("a", new { count = 1, users = 1, members = new[] { Ann } });
        await watch.NextItemAsync();

        await using var second = client.Subscribe<long>("a");
        await using var later = second.WatchPresence().GetAsyncEnumerator();

        Assert.Equal(("1", "", ""), Seen(await later.NextItemAsync()));
    }

    [Fact]
    public async Task A_watch_ends_with_its_subscription_and_throws_what_ended_it()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var refused = client.Subscribe<long>("a");
        await using var watch = refused.WatchPresence().GetAsyncEnumerator();
        (await server.SubscribeAsync()).Refuse("103: not for you");
        Assert.Equal(ErrorCode.PermissionDenied, (await ClientExtensions.ThrowsAsync<RealtimeHubException>(async () => await watch.MoveNextAsync())).Code);

        var closed = client.Subscribe<long>("b");
        await using var second = closed.WatchPresence().GetAsyncEnumerator();
        var waiting = second.MoveNextAsync().AsTask();
        await closed.DisposeAsync();
        Assert.False(await waiting.WaitAsync(ScriptedServer.Patience));
    }

    private static (string Members, string Joined, string Left) Seen(PresenceChange change) => (Ids(change.Presence.Members!), Ids(change.Joined), Ids(change.Left));

    private static string Ids(IEnumerable<PresenceMember> members) => string.Join(' ', members.Select(member => member.Id));
}
