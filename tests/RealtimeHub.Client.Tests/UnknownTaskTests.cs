using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

/// <summary>Tasks that the server does not know, or does not know any more.</summary>
public sealed class UnknownTaskTests
{
    private const string Refusal = "116: there is no such task, or it ended long ago";

    [Fact]
    public async Task Following_an_unknown_task_throws_with_the_code_and_asks_no_more()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var task = client.FollowTask("t");

        (await server.SubscribeAsync()).Refuse(Refusal);

        await ThrowsAsync(task);
        Assert.False(server.HasUnreadCalls);
    }

    [Fact]
    public async Task A_task_that_a_restarted_server_does_not_know_ends_with_the_code_after_what_was_known()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var starts = client.RunTaskAsync("work", 1);
        await (await server.CallAsync("StartTask")).ReplyAsync(new { id = "t", state = "queued", version = 1 });
        await using var task = await starts;
        await using var reports = task.GetAsyncEnumerator();
        Assert.Equal(1, (await reports.NextItemAsync()).Version);
        await (await server.SubscribeAsync()).AcceptAsync("e1", 1);
        var next = reports.MoveNextAsync().AsTask();

        (await server.ConnectionAsync()).Drop();
        (await server.SubscribeAsync()).Refuse(Refusal);

        Assert.Equal(ErrorCode.UnknownTask, (await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => next)).Code);
        await ThrowsAsync(task);
    }

    [Fact]
    public async Task A_task_that_the_server_forgets_while_it_is_followed_ends_with_the_code()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var task = client.FollowTask("t");
        await (await server.SubscribeAsync()).AcceptAsync("e1", 1);

        await (await server.ConnectionAsync()).UnsubscribedAsync("task:t", 116, "there is no such task");

        await ThrowsAsync(task);
    }

    /// <summary>To who loops and to who waits for the result.</summary>
    private static async Task ThrowsAsync(HubTask task)
    {
        var loop = await ClientExtensions.ThrowsAsync<RealtimeHubException>(async () => await LastAsync(task));
        var result = await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => task.ResultAsync<int>());

        Assert.Equal((ErrorCode.UnknownTask, false), (loop.Code, loop.IsTemporary));
        Assert.Equal((ErrorCode.UnknownTask, false), (result.Code, result.IsTemporary));
    }

    private static async Task<TaskReport?> LastAsync(HubTask task)
    {
        TaskReport? last = null;
        await foreach (var report in task) last = report;
        return last;
    }
}
