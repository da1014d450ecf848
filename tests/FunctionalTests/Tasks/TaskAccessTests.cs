using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Client;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests.Tasks;

/// <summary>Who may start, see and cancel which tasks.</summary>
public sealed class TaskAccessTests
{
    private const string Key = "the key of the backend";
    private const string FullKey = "one-key-for-everything-and-everybody";
    private const string OperatorKey = "the key of the operators";

    private static readonly (string Name, string Value)[] Settings =
    [
        .. Tokens.Settings,
        ("Access:Keys:backend:Hashes:0", HashOf(Key)), ("Access:Keys:backend:Scopes:0", "tasks:script"),
        ("Access:Keys:operators:Hashes:0", HashOf(OperatorKey)), ("Access:Keys:operators:Scopes:0", "operate"),
        ("Tasks:Kinds:second:Starters", "User"),
    ];

    [Fact]
    public async Task A_key_starts_the_kinds_of_its_scopes()
    {
        await using var tasks = await TaskServer.StartAsync("Production", Settings);

        Assert.Equal(202, (await SendAsync(tasks, HttpMethod.Post, "v1/tasks/script", Key)).Status);
        Assert.Equal((403, 103), await RefusedAsync(tasks, "v1/tasks/second", Key));
        Assert.Equal((403, 103), await RefusedAsync(tasks, "v1/tasks/nothing", Key));
        Assert.Equal((403, 103), await RefusedAsync(tasks, "v1/tasks/script", OperatorKey));
        Assert.Equal((401, 101), await RefusedAsync(tasks, "v1/tasks/script", null));
    }

    [Fact]
    public async Task Users_start_what_is_for_users_and_see_their_own()
    {
        await using var tasks = await TaskServer.StartAsync("Production", Settings);
        var (alice, bob) = (Token("alice"), Token("bob"));
        Assert.Equal((403, 103), await RefusedAsync(tasks, "v1/tasks/script", alice));
        var (status, started) = await SendAsync(tasks, HttpMethod.Post, "v1/tasks/second", alice);
        var path = $"v1/tasks/{started.GetProperty("id").GetString()}";

        Assert.Equal(202, status);
        Assert.Equal(200, (await SendAsync(tasks, HttpMethod.Get, path, alice)).Status);
        Assert.Equal(404, (await SendAsync(tasks, HttpMethod.Get, path, bob)).Status);
        Assert.Equal(404, (await SendAsync(tasks, HttpMethod.Delete, path, bob)).Status);
        Assert.Equal(404, (await SendAsync(tasks, HttpMethod.Get, path, Key)).Status);
        Assert.Equal(200, (await SendAsync(tasks, HttpMethod.Get, path, OperatorKey)).Status);
        int[] seen = [await CountAsync(tasks, alice), await CountAsync(tasks, bob), await CountAsync(tasks, OperatorKey)];
        Assert.Equal([1, 0, 1], seen);
        Assert.Equal(403, (await SendAsync(tasks, HttpMethod.Get, "v1/tasks", Key)).Status);
        Assert.Equal(200, (await SendAsync(tasks, HttpMethod.Delete, path, alice)).Status);
    }

    [Fact]
    public async Task Lists_of_topics_tell_operators_alone_which_tasks_there_are()
    {
        // Whoever knows its id may follow a task, and take it back when it is nobody's.
        await using var tasks = await TaskServer.StartAsync("Production", [.. Settings, ("Access:AnonymousSubscribers", "true"), ("Access:ApiKeys:0", FullKey)]);
        var id = (await SendAsync(tasks, HttpMethod.Post, "v1/tasks/script", Key)).Body.GetProperty("id").GetString();
        await tasks.Script.BegunAsync();

        foreach (var somebody in (string?[])[null, Key, Token("alice"), Tokens.For("bob", TimeProvider.System.GetUtcNow().AddHours(1), "task:*")]) Assert.Empty(await ListAsync(somebody));
        Assert.Equal([$"task:{id}"], await ListAsync(FullKey));

        async Task<IEnumerable<string?>> ListAsync(string? credential)
        {
            var (status, page) = await SendAsync(tasks, HttpMethod.Get, "v1/topics?prefix=task:", credential);
            Assert.Equal(200, status);
            return page.GetProperty("topics").EnumerateArray().Select(topic => topic.GetProperty("topic").GetString());
        }
    }

    [Fact]
    public async Task However_many_tasks_there_are_the_list_of_topics_has_what_comes_after_them()
    {
        await using var tasks = await TaskServer.StartAsync("Production", [.. Settings, ("Access:AnonymousSubscribers", "true")]);
        foreach (var name in Enumerable.Range(0, 1_500).Select(n => $"task:{n:d4}").Append("tasks")) await tasks.Server.Publisher.PublishAsync(new PublishRequest(TopicName.Parse(name), EventData.FromValue(1)));

        var (_, page) = await SendAsync(tasks, HttpMethod.Get, "v1/topics?prefix=task", Token("alice"));

        Assert.Equal("tasks", Assert.Single(page.GetProperty("topics").EnumerateArray()).GetProperty("topic").GetString());
    }

    [Fact]
    public async Task Everybody_is_shown_the_kinds_that_they_may_start()
    {
        await using var tasks = await TaskServer.StartAsync("Production", Settings);

        var (_, page) = await SendAsync(tasks, HttpMethod.Get, "v1/task-kinds", Key);

        var kind = Assert.Single(page.GetProperty("kinds").EnumerateArray());
        Assert.Equal(("script", 3), (kind.GetProperty("name").GetString(), kind.GetProperty("maxAttempts").GetInt32()));
        Assert.Equal("integer", kind.GetProperty("arguments").GetProperty("properties").GetProperty("number").GetProperty("type").GetString());
        Assert.Equal("second", Assert.Single((await SendAsync(tasks, HttpMethod.Get, "v1/task-kinds", Token("alice"))).Body.GetProperty("kinds").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task On_the_hub_the_same_holds()
    {
        await using var tasks = await TaskServer.StartAsync("Production", Settings);
        await using var alice = await BareClient.ConnectAsync(tasks.Server.Hub, token: Token("alice"));
        await using var bob = await BareClient.ConnectAsync(tasks.Server.Hub, token: Token("bob"));

        await RefusesAsync("103: ", () => alice.CallAsync("StartTask", "script", new { }));
        await RefusesAsync("103: ", () => alice.CallAsync("StartTask", "nothing", new { }));
        await RefusesAsync("107: ", () => alice.CallAsync("StartTask", "second", new { number = -1 }));
        var id = (await alice.CallAsync("StartTask", "second", new { })).GetProperty("id").GetString();
        await RefusesAsync("116: ", () => bob.CallAsync("CancelTask", id));
        Assert.Equal(id, (await alice.CallAsync("CancelTask", id)).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_key_follows_what_it_has_started()
    {
        await using var tasks = await TaskServer.StartAsync("Production", Settings);
        await using var hub = await RealtimeHubClient.ConnectAsync(tasks.Server.Address.ToString(), new RealtimeHubClientOptions { AccessTokenProvider = _ => ValueTask.FromResult<string?>(Key) });
        await using var operators = await BareClient.ConnectAsync(tasks.Server.Hub, token: OperatorKey);
        tasks.Script.ThenReturn("followed");

        await using var task = await hub.RunTaskAsync("script", new { });

        Assert.Equal("followed", await task.ResultAsync<string>());
        await RefusesAsync("103: ", () => operators.CallAsync("Subscribe", new { topic = $"task:{task.Id}" }));
    }

    [Fact]
    public async Task Keys_are_their_owners_and_who_has_no_name_gives_none()
    {
        await using var tasks = await TaskServer.StartAsync("Production", [.. Settings, ("Tasks:Kinds:third:Starters", "Anonymous"), ("Access:AnonymousSubscribers", "true")]);
        await using var nobody = await BareClient.ConnectAsync(tasks.Server.Hub);

        await RefusesAsync("103: ", () => nobody.CallAsync("StartTask", "third", new { }, new { key = "k" }));
        var hers = await StartAsync("alice");
        var his = await StartAsync("bob");

        // Neither waits for the other, and neither has taken the other's place.
        Assert.Equal(new[] { hers, his }.Order(), new[] { (await tasks.Script.BegunAsync()).Id, (await tasks.Script.BegunAsync()).Id }.Order());

        async Task<string> StartAsync(string user) =>
            (await SendAsync(tasks, HttpMethod.Post, "v1/tasks/third?key=k&latest=true", Token(user))).Body.GetProperty("id").GetString()!;
    }

    [Fact]
    public async Task Who_has_no_name_meets_nothing_of_the_application()
    {
        await using var tasks = await TaskServer.StartAsync("Production", [.. Settings, ("Tasks:Kinds:script:Starters", "Anonymous"), ("Access:AnonymousSubscribers", "true")]);
        await using var nobody = await BareClient.ConnectAsync(tasks.Server.Hub);
        var bills = (await SendAsync(tasks, HttpMethod.Post, "v1/tasks/script", Key, "bill-1")).Body.GetProperty("id").GetString();

        var another = await nobody.CallAsync("StartTask", "script", new { }, new { idempotencyKey = "bill-1" });
        await nobody.CallAsync("StartTask", "script", new { number = 2 }, new { idempotencyKey = "bill-2" });

        Assert.NotEqual(bills, another.GetProperty("id").GetString());
        Assert.Equal(202, (await SendAsync(tasks, HttpMethod.Post, "v1/tasks/script", Key, "bill-2")).Status);

        // Whoever has the id may still take it back, and a second start with the same key is the first one.
        Assert.Equal(another.GetProperty("id").GetString(), (await nobody.CallAsync("StartTask", "script", new { }, new { idempotencyKey = "bill-1" })).GetProperty("id").GetString());
        await nobody.CallAsync("CancelTask", another.GetProperty("id").GetString());
    }

    [Fact]
    public async Task All_who_have_no_name_take_as_much_room_as_one_user()
    {
        await using var tasks = await TaskServer.StartAsync(
            "Production", [.. Settings, ("Tasks:Kinds:script:Starters", "Anonymous"), ("Access:AnonymousSubscribers", "true"), ("Tasks:Kinds:script:CapacityPerUser", "1"), ("Tasks:Kinds:script:Workers", "1")]);
        await using var nobody = await BareClient.ConnectAsync(tasks.Server.Hub);
        await using var nobodyElse = await BareClient.ConnectAsync(tasks.Server.Hub);
        await nobody.CallAsync("StartTask", "script", new { });
        var runs = await tasks.Script.BegunAsync();
        await nobody.CallAsync("StartTask", "script", new { });

        await RefusesAsync("114: ", () => nobodyElse.CallAsync("StartTask", "script", new { }));

        Assert.Null(runs.Owner);
        Assert.Equal(202, (await SendAsync(tasks, HttpMethod.Post, "v1/tasks/script", Key)).Status);
        Assert.Equal(202, (await SendAsync(tasks, HttpMethod.Post, "v1/tasks/script", Token("alice"))).Status);
    }

    private static async Task RefusesAsync(string code, Func<Task> call) =>
        Assert.Contains(code, (await Assert.ThrowsAsync<HubException>(call)).Message, StringComparison.Ordinal);

    private static async Task<int> CountAsync(TaskServer tasks, string credential) =>
        (await SendAsync(tasks, HttpMethod.Get, "v1/tasks", credential)).Body.GetProperty("tasks").GetArrayLength();

    private static async Task<(int Status, int Code)> RefusedAsync(TaskServer tasks, string path, string? credential)
    {
        var (status, body) = await SendAsync(tasks, HttpMethod.Post, path, credential);
        return (status, body.GetProperty("code").GetInt32());
    }

    private static async Task<(int Status, JsonElement Body)> SendAsync(TaskServer tasks, HttpMethod method, string path, string? credential, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (credential is not null) request.Headers.Add("Authorization", $"Bearer {credential}");
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var answer = await tasks.Server.Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static string Token(string user) => Tokens.For(user, TimeProvider.System.GetUtcNow().AddHours(1));

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
