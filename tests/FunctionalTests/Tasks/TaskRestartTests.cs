using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Processes;
using Xunit;

namespace FunctionalTests.Tasks;

/// <summary>What becomes of tasks when their server stops.</summary>
public sealed class TaskRestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tasks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_runs_may_end_before_the_server_does()
    {
        await using var tasks = await TaskServer.StartAsync(("Tasks:StopTimeout", "00:00:30"), ("Drain:Timeout", "00:01:00"));
        var started = await tasks.StartTaskAsync();
        var context = await tasks.Script.BegunAsync();
        var stops = tasks.Server.StopAsync();
        Assert.False(context.Stopping.IsCancellationRequested);

        tasks.Script.ThenReturn(1);
        await stops;

        Assert.Equal(TaskState.Succeeded, (await FindAsync(tasks, started.Id)).State);
    }

    [Fact]
    public async Task Where_nothing_is_kept_what_does_not_end_in_time_has_failed_and_says_so()
    {
        await using var tasks = await TaskServer.StartAsync();
        var started = await tasks.StartTaskAsync();
        await tasks.Script.BegunAsync();

        await tasks.Server.StopAsync();

        var end = await FindAsync(tasks, started.Id);
        Assert.Equal((TaskState.Failed, TaskFaults.ServerStopped, TaskKeeping.Memory), (end.State, end.Error!.Code, end.Kept));
    }

    [Fact]
    public async Task With_a_folder_everything_goes_on_after_a_restart_and_whoever_comes_back_sees_it()
    {
        (string Name, string Value)[] settings = [("Tasks:StateFolder", _folder), ("Tasks:Kinds:script:Workers", "1")];
        TaskReport done, runs, waits;
        await using (var before = await TaskServer.StartAsync(settings))
        {
            done = await before.StartTaskAsync();
            before.Script.ThenReturn("done");
            await before.EndAsync(done.Id);
            await before.Script.BegunAsync();
            (runs, waits) = (await before.StartTaskAsync(), await before.StartTaskAsync());
            await before.Script.BegunAsync();
        }

        await using var after = await TaskServer.StartAsync(settings);

        Assert.Equal(("done", TaskKeeping.Disk), (await after.EndAsync(done.Id) is { } end ? (end.Result!.Value.GetString(), end.Kept) : default));
        var again = await after.Script.BegunAsync();
        Assert.Equal((runs.Id, 2), (again.Id, again.Attempt));
        after.Script.ThenReturn(null);
        Assert.Equal(waits.Id, (await after.Script.BegunAsync()).Id);
        Assert.Equal(TaskState.Succeeded, (await after.EndAsync(runs.Id)).State);
        Assert.Equal((TaskState.Running, 1), (await after.ReadAsync(waits.Id) is { } second ? (second.State, second.Attempt) : default));
    }

    [Fact]
    public async Task A_handler_that_does_not_obey_is_handed_back_before_everything_is_over()
    {
        (string Name, string Value)[] settings = [("Tasks:StateFolder", _folder), ("Tasks:StopTimeout", "00:10:00"), ("Drain:Timeout", "00:01:00")];
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        string id;
        await using (var before = await TaskServer.StartAsync("Development", clock, settings))
        {
            before.Server.Allows(1804);
            before.Script.Then((_, _) => new TaskCompletionSource<object?>().Task);
            id = (await before.StartTaskAsync()).Id;
            var (stopping, begun, told) = ((await before.Script.BegunAsync()).Stopping, clock.GetUtcNow(), DateTimeOffset.MaxValue);
            stopping.Register(() => told = clock.GetUtcNow());
            var stops = before.Server.StopAsync();
            await Poll.UntilAsync(
                () =>
                {
                    clock.Advance(TimeSpan.FromSeconds(1));
                    return Task.FromResult(stops.IsCompleted);
                },
                TimeSpan.FromMinutes(1), () => "the end of the server");

            // By its own time it would have had ten minutes.
            Assert.InRange(told - begun, TimeSpan.Zero, TimeSpan.FromMinutes(5));
            Assert.Equal((1, 0), (before.Server.Logged(1804), before.Server.Logged(1806)));
        }

        await using var after = await TaskServer.StartAsync("Development", clock, settings);
        Assert.Equal((id, 2), (await after.Script.BegunAsync() is { } again ? (again.Id, again.Attempt) : default));
        after.Script.ThenReturn(null);
        await after.EndAsync(id);
    }

    [Fact]
    public async Task A_kept_task_whose_kind_is_gone_has_failed_and_says_so()
    {
        (string Name, string Value)[] settings = [("Tasks:StateFolder", _folder), ("Tasks:Kinds:script:Workers", "1")];
        TaskReport waits;
        await using (var before = await TaskServer.StartAsync(settings))
        {
            await before.StartTaskAsync();
            await before.Script.BegunAsync();
            waits = await before.StartTaskAsync();
        }

        await using var without = await TestServer.StartAsync(("Tasks:StateFolder", _folder));
        await using var client = await without.ConnectAsync();
        await client.SubscribeAsync($"task:{waits.Id}");

        Assert.Equal(TaskFaults.UnknownKind, (await TaskServer.LastAsync(client)).Error!.Code);
    }

    private static async Task<TaskReport> FindAsync(TaskServer tasks, string id) => (await tasks.Server.Services.GetRequiredService<IBackgroundTasks>().FindAsync(id))!;
}
