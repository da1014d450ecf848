using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

/// <summary>A task that one client follows more than once: a start that was made again, or another part of the application.</summary>
public sealed class SharedTaskTests
{
    [Fact]
    public async Task A_start_that_is_made_again_returns_a_handle_of_the_same_task()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var first = await StartAsync(server, client, version: 1);
        await (await server.SubscribeAsync()).AcceptAsync("e1", 1);
        await using var second = await StartAsync(server, client, version: 2);

        await (await server.ConnectionAsync()).EventAsync("task:t", 2, new { id = "t", state = "succeeded", version = 3, result = 7 });

        Assert.Equal(7, await first.ResultAsync<int>());
        Assert.Equal(7, await second.ResultAsync<int>());
        await (await server.CallAsync("Unsubscribe")).ReplyAsync(null);
        Assert.False(server.HasUnreadCalls, "It has subscribed twice.");
    }

    [Fact]
    public async Task Who_comes_second_sees_at_once_what_the_first_one_knows()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var first = client.FollowTask("t");
        await (await server.SubscribeAsync()).AcceptAsync("e1", 1);
        await (await server.ConnectionAsync()).EventAsync("task:t", 1, new { id = "t", state = "running", version = 3 });
        await using var reports = first.GetAsyncEnumerator();
        await reports.NextItemAsync();

        await using var second = client.FollowTask("t");

        Assert.Equal(3, second.Report!.Version);
    }

    [Fact]
    public async Task One_that_is_disposed_leaves_the_others_and_the_last_one_unsubscribes()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var first = client.FollowTask("t");
        var second = client.FollowTask("t");
        await (await server.SubscribeAsync()).AcceptAsync("e1", 1);
        var left = AtOnce.Begin(() => first.ResultAsync<int>());

        await first.DisposeAsync();
        await first.DisposeAsync();
        await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => left);
        await (await server.ConnectionAsync()).EventAsync("task:t", 2, new { id = "t", state = "running", version = 2 });
        await using (var reports = second.GetAsyncEnumerator()) Assert.Equal(2, (await reports.NextItemAsync()).Version);
        Assert.False(server.HasUnreadCalls, "It is not followed any more.");
        await second.DisposeAsync();

        await (await server.CallAsync("Unsubscribe")).ReplyAsync(null);
    }

    [Fact]
    public async Task Who_follows_it_again_after_a_refusal_asks_again()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var first = client.FollowTask("t");
        (await server.SubscribeAsync()).Refuse("103: no");
        Assert.Equal(ErrorCode.PermissionDenied, (await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => first.ResultAsync<int>())).Code);

        await using var second = client.FollowTask("t");

        await (await server.SubscribeAsync()).AcceptAsync("e1", 1);
        await (await server.ConnectionAsync()).EventAsync("task:t", 1, new { id = "t", state = "succeeded", version = 3, result = 7 });
        Assert.Equal(7, await second.ResultAsync<int>());
        Assert.Equal(ErrorCode.PermissionDenied, (await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => first.ResultAsync<int>())).Code);
    }

    [Fact]
    public async Task One_that_has_ended_is_forgotten_though_nobody_disposes_of_it()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var task = client.FollowTask("t");
        var following = client.TaskTable.Join("t");
        await (await server.SubscribeAsync()).AcceptAsync("e1", 1);

        await (await server.ConnectionAsync()).EventAsync("task:t", 1, new { id = "t", state = "succeeded", version = 3, result = 7 });
        await following.Reading.WaitAsync(ScriptedServer.Patience);

        Assert.Equal(0, client.TaskTable.Count);
        Assert.Equal(7, await task.ResultAsync<int>());
    }

    [Fact]
    public async Task An_end_counts_whatever_its_version()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var task = client.FollowTask("t");
        await (await server.SubscribeAsync()).AcceptAsync("e1", 1);
        var connection = await server.ConnectionAsync();
        await connection.EventAsync("task:t", 1, new { id = "t", state = "running", version = 40 });
        await using var reports = task.GetAsyncEnumerator();
        Assert.Equal(40, (await reports.NextItemAsync()).Version);

        await connection.EventAsync("task:t", 2, new { id = "t", state = "succeeded", version = 38, result = 7 });

        Assert.Equal(TaskState.Succeeded, (await reports.NextItemAsync()).State);
        Assert.Equal(7, await task.ResultAsync<int>());
    }

    private static async Task<HubTask> StartAsync(ScriptedServer server, RealtimeHubClient client, long version)
    {
        var starts = client.RunTaskAsync("work", 1, new() { IdempotencyKey = "k" });
        await (await server.CallAsync("StartTask")).ReplyAsync(new { id = "t", state = "running", version });
        return await starts;
    }
}
