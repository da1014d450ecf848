using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Client;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests.Tasks;

/// <summary>Tasks for those who use our .NET client, and for the application itself.</summary>
public sealed class TaskClientTests
{
    private static readonly RealtimeHubClientOptions Eager = new() { Reconnect = new() { MinDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(100) } };

    [Fact]
    public async Task A_task_is_run_and_read_to_its_end()
    {
        await using var tasks = await TaskServer.StartAsync();
        await using var hub = await RealtimeHubClient.ConnectAsync(tasks.Server.Address.ToString(), Eager);
        tasks.Script.Then((args, _) => Task.FromResult<object?>(args.Number * 2));

        await using var task = await hub.RunTaskAsync("script", new { number = 21 });
        var reports = new List<TaskReport>();
        await foreach (var report in task) reports.Add(report);

        Assert.Equal(TaskState.Succeeded, reports[^1].State);
        Assert.Equal(reports.Select(report => report.Version).Distinct().Order(), reports.Select(report => report.Version));
        Assert.Equal(42, await task.ResultAsync<int>());
    }

    [Fact]
    public async Task A_break_in_the_middle_is_bridged()
    {
        await using var tasks = await TaskServer.StartAsync();
        await using var proxy = new TcpProxy(tasks.Server.Address);
        await using var hub = await RealtimeHubClient.ConnectAsync(new Uri(proxy.Hub, "/").ToString(), Eager);
        await using var task = await hub.RunTaskAsync("script", new { });
        await tasks.Script.BegunAsync();

        proxy.DropAll();
        tasks.Script.ThenReturn("over the break");

        Assert.Equal("over the break", await task.ResultAsync<string>());
    }

    [Fact]
    public async Task Who_comes_late_reads_the_end_and_a_failure_is_thrown()
    {
        await using var tasks = await TaskServer.StartAsync();
        tasks.Script.Then((_, _) => throw new TaskFailedException("tooBig", "it does not fit"));
        var id = (await tasks.StartTaskAsync()).Id;
        await tasks.EndAsync(id);
        await using var hub = await RealtimeHubClient.ConnectAsync(tasks.Server.Address.ToString(), Eager);

        await using var task = hub.FollowTask(id);

        var error = await Assert.ThrowsAsync<HubTaskException>(() => task.ResultAsync<int>());
        Assert.Equal(("tooBig", TaskState.Failed), (error.Report.Error!.Code, error.Report.State));
    }

    [Fact]
    public async Task A_task_is_cancelled_and_a_bad_start_has_its_code()
    {
        await using var tasks = await TaskServer.StartAsync();
        await using var hub = await RealtimeHubClient.ConnectAsync(tasks.Server.Address.ToString(), Eager);
        await using var task = await hub.RunTaskAsync("script", new { });

        await task.CancelAsync();

        Assert.Equal(TaskState.Cancelled, (await Assert.ThrowsAsync<HubTaskException>(() => task.ResultAsync<int>())).Report.State);
        Assert.Equal(ErrorCode.UnknownKind, (await Assert.ThrowsAsync<RealtimeHubException>(() => hub.RunTaskAsync("nothing", new { }))).Code);
        Assert.Equal(ErrorCode.BadRequest, (await Assert.ThrowsAsync<RealtimeHubException>(() => hub.RunTaskAsync("script", new { number = "x" }))).Code);
    }

    [Fact]
    public async Task The_application_starts_tasks_itself()
    {
        await using var tasks = await TaskServer.StartAsync();
        var background = tasks.Server.Services.GetRequiredService<IBackgroundTasks>();

        var started = Assert.IsType<TaskStart.Accepted>(await background.StartAsync("script", new ScriptArgs { Number = 1 }, new() { IdempotencyKey = "k" }));
        var again = Assert.IsType<TaskStart.Duplicate>(await background.StartAsync("script", new ScriptArgs { Number = 1 }, new() { IdempotencyKey = "k" }));
        var refused = Assert.IsType<TaskStart.Refused>(await background.StartAsync("nothing", new ScriptArgs()));

        Assert.Equal((started.Task.Id, ErrorCode.UnknownKind), (again.Task.Id, refused.Code));
        Assert.Equal(started.Task.Id, (await background.CancelAsync(started.Task.Id))!.Id);
        Assert.Equal(TaskState.Cancelled, (await tasks.EndAsync(started.Task.Id)).State);
        Assert.Null(await background.FindAsync("nothing"));
    }
}
