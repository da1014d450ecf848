using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Processes;
using Xunit;

namespace FunctionalTests.Tasks;

/// <summary>Tasks that the server does not know, or does not know any more, for those who follow them with our .NET client.</summary>
public sealed class ForgottenTaskTests
{
    private static readonly RealtimeHubClientOptions Eager = new() { Reconnect = new() { MinDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(100) } };

    [Fact]
    public async Task Who_follows_a_task_that_is_not_there_is_told_so()
    {
        await using var tasks = await TaskServer.StartAsync();
        await using var hub = await RealtimeHubClient.ConnectAsync(tasks.Server.Address.ToString(), Eager);

        await using var task = hub.FollowTask(Guid.NewGuid().ToString("N"));

        await EndsAsUnknownAsync(LastAsync(task));
        await EndsAsUnknownAsync(task.ResultAsync<int>());
        Assert.Null(task.Report);
    }

    /// <summary>The connection breaks before the server stops. Otherwise the last report would come: that the task has failed, because the server stops.</summary>
    [Fact]
    public async Task A_task_in_the_memory_of_a_server_that_restarts_ends_for_who_comes_back()
    {
        var before = await TaskServer.StartAsync(LoopbackPort.Next(), "Development");
        await using var proxy = new TcpProxy(before.Server.Address);
        await using var hub = await RealtimeHubClient.ConnectAsync(new Uri(proxy.Hub, "/").ToString(), Eager);
        await using var task = await hub.RunTaskAsync("script", new { });
        await before.Script.BegunAsync();
        await RunsAsync(task);
        var (last, result) = (LastAsync(task), task.ResultAsync<int>());

        var restarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isAway = proxy.DropUntilAsync(restarted.Task);
        await using var after = await RestartAsync(before);
        restarted.SetResult();
        await isAway;

        await EndsAsUnknownAsync(last);
        await EndsAsUnknownAsync(result);
        Assert.Equal(TaskState.Running, task.Report!.State);
    }

    /// <summary>That the task has failed may still reach those who are there when the server stops; or they come back, and hear that it is not there.</summary>
    [Fact]
    public async Task Nobody_waits_for_ever_for_a_task_whose_server_was_stopped_and_started_again()
    {
        var before = await TaskServer.StartAsync(LoopbackPort.Next(), "Development");
        await using var hub = await RealtimeHubClient.ConnectAsync(before.Server.Address.ToString(), Eager);
        await using var task = await hub.RunTaskAsync("script", new { });
        await before.Script.BegunAsync();
        await RunsAsync(task);

        await using var after = await RestartAsync(before);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => task.ResultAsync<int>().WaitAsync(Patience.Token));
        Assert.True(error is HubTaskException { Report.Error.Code: TaskFaults.ServerStopped } or RealtimeHubException { Code: ErrorCode.UnknownTask }, error.ToString());
    }

    [Fact]
    public async Task Who_reads_the_history_of_a_task_that_was_silent_for_long_finds_how_it_stands()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var tasks = await TaskServer.StartAsync("Development", clock, ("Tasks:Kinds:script:Timeout", "1.00:00:00"));
        var id = (await tasks.StartTaskAsync()).Id;
        await tasks.Script.BegunAsync();
        clock.Advance(TimeSpan.FromHours(2));
        await using var client = await tasks.Server.ConnectAsync();

        var history = await client.CallAsync("History", $"task:{id}", new { limit = 1, reverse = true });

        Assert.Equal("running", Assert.Single(history.GetProperty("events").EnumerateArray()).GetProperty("data").GetProperty("state").GetString());
    }

    private static async Task<TaskServer> RestartAsync(TaskServer server)
    {
        var port = server.Server.Address.Port;
        await server.DisposeAsync();
        return await TaskServer.StartAsync(port, "Development");
    }

    private static async Task RunsAsync(HubTask task)
    {
        await foreach (var report in task.WithCancellation(Patience.Token))
        {
            if (report.State == TaskState.Running) return;
        }
    }

    private static async Task<TaskReport?> LastAsync(HubTask task)
    {
        TaskReport? last = null;
        await foreach (var report in task) last = report;
        return last;
    }

    private static async Task EndsAsUnknownAsync(Task waits)
    {
        var error = await Assert.ThrowsAsync<RealtimeHubException>(() => waits.WaitAsync(Patience.Token));
        Assert.Equal((ErrorCode.UnknownTask, false), (error.Code, error.IsTemporary));
    }
}
