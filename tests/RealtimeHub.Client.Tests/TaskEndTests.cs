using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

/// <summary>A task that is not followed any more, without a last report: whoever waits is released, and told why where there is a reason.</summary>
public sealed class TaskEndTests
{
    [Theory]
    [InlineData(ErrorCode.PermissionDenied)]
    [InlineData(ErrorCode.SubscriptionLimit)]
    public async Task A_refusal_is_thrown_to_everybody_who_waits_and_to_who_comes_later(ErrorCode code)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var task = client.FollowTask("t");
        var next = NextAsync(task);
        var result = AtOnce.Begin(() => task.ResultAsync<int>());

        (await server.SubscribeAsync()).Refuse($"{(int)code}: no");

        Assert.Equal(code, (await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => next)).Code);
        Assert.Equal(code, (await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => result)).Code);
        Assert.Equal(code, (await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => task.ResultAsync<int>())).Code);
    }

    [Fact]
    public async Task What_is_known_comes_before_the_refusal()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var task = client.FollowTask("t");
        await (await server.SubscribeAsync()).AcceptAsync("e1", 1);
        var connection = await server.ConnectionAsync();
        var reports = task.GetAsyncEnumerator();
        await connection.EventAsync("task:t", 1, new { id = "t", state = "running", version = 3 });
        await connection.UnsubscribedAsync("task:t", 103, "no more");

        Assert.Equal(3, (await reports.NextItemAsync()).Version);
        await ClientExtensions.ThrowsAsync<RealtimeHubException>(async () => await reports.MoveNextAsync());
    }

    [Fact]
    public async Task Disposing_the_task_releases_who_waits()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var task = client.FollowTask("t");
        await (await server.SubscribeAsync()).AcceptAsync();

        await IsReleasedAsync(task, task);
    }

    [Fact]
    public async Task Disposing_the_client_releases_who_waits()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var task = client.FollowTask("t");
        await (await server.SubscribeAsync()).AcceptAsync();

        await IsReleasedAsync(task, client);
    }

    private static async Task IsReleasedAsync(HubTask task, IAsyncDisposable by)
    {
        var next = NextAsync(task);
        var result = AtOnce.Begin(() => task.ResultAsync<int>());

        await by.DisposeAsync().AsTask().WaitAsync(ScriptedServer.Patience);

        Assert.False(await next.WaitAsync(ScriptedServer.Patience), "There was a report.");
        await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => result);
    }

    private static Task<bool> NextAsync(HubTask task) => AtOnce.Begin(() => task.GetAsyncEnumerator().MoveNextAsync().AsTask());
}
