using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Processes;
using Xunit;

namespace FunctionalTests.Tasks;

/// <summary>Work leaves the request, and whoever wants to watches it, live, late or again.</summary>
public sealed class TaskTests
{
    private const int HandlerFailed = 1803;
    private const int Abandoned = 1804;

    [Fact]
    public async Task A_start_is_answered_at_once_and_the_topic_tells_the_rest()
    {
        await using var tasks = await TaskServer.StartAsync();

        var started = await tasks.StartTaskAsync("""{"number":7}""");
        Assert.Equal((TaskState.Queued, TaskKeeping.Memory, "script"), (started.State, started.Kept, started.Kind));
        await tasks.Script.BegunAsync();
        var follows = tasks.FollowAsync(started.Id);
        tasks.Script.Then(async (args, context) =>
        {
            context.Report(50, "half");
            await Poll.UntilAsync(async () => (await tasks.ReadAsync(context.Id)).Percent == 50, TimeSpan.FromSeconds(10), () => "progress is not told");
            return new { Doubled = args.Number * 2 };
        });

        var reports = await follows;
        Assert.Equal(reports.OrderBy(report => report.Version), reports);
        Assert.Equal((TaskState.Succeeded, 14, 100d, 1), (reports[^1].State, reports[^1].Result!.Value.GetProperty("doubled").GetInt32(), reports[^1].Percent, reports[^1].Attempt));
        Assert.NotNull(reports[^1].Ended);
    }

    [Fact]
    public async Task Who_comes_late_sees_the_last_state_first()
    {
        await using var tasks = await TaskServer.StartAsync();
        var started = await tasks.StartTaskAsync();
        tasks.Script.ThenReturn(1);
        await tasks.EndAsync(started.Id);

        var late = Assert.Single(await tasks.FollowAsync(started.Id));

        Assert.Equal((TaskState.Succeeded, 1), (late.State, late.Result!.Value.GetInt32()));
        Assert.Equal(late.Version, (await tasks.ReadAsync(started.Id)).Version);
    }

    [Fact]
    public async Task A_failed_attempt_is_tried_again_and_clients_learn_what_the_handler_says_to_them_alone()
    {
        await using var tasks = await TaskServer.StartAsync();
        tasks.Server.Allows(HandlerFailed);
        var started = await tasks.StartTaskAsync();
        tasks.Script.Then((_, _) => throw new InvalidOperationException("secret"));
        tasks.Script.Then((_, _) => throw new TaskFailedException("later", "not now", mayRetry: true));
        tasks.Script.Then((_, _) => throw new TaskFailedException("never", "not at all"));

        var end = await tasks.EndAsync(started.Id);

        Assert.Equal((TaskState.Failed, 3, "never", "not at all"), (end.State, end.Attempt, end.Error!.Code, end.Error.Message));
        Assert.Equal(1, tasks.Server.Logged(HandlerFailed));
    }

    [Fact]
    public async Task After_as_many_failures_as_its_kind_allows_a_task_has_failed()
    {
        await using var tasks = await TaskServer.StartAsync(("Tasks:Kinds:script:MaxAttempts", "2"));
        tasks.Server.Allows(HandlerFailed);
        var started = await tasks.StartTaskAsync();
        for (var i = 0; i < 3; i++) tasks.Script.Then((_, _) => throw new InvalidOperationException("secret"));

        var end = await tasks.EndAsync(started.Id);

        Assert.Equal((TaskState.Failed, 2, TaskFaults.HandlerFailed), (end.State, end.Attempt, end.Error!.Code));
        Assert.DoesNotContain("secret", end.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_runs_is_cancelled_through_its_handler()
    {
        await using var tasks = await TaskServer.StartAsync();
        var started = await tasks.StartTaskAsync();
        await tasks.Script.BegunAsync();

        Assert.Equal(TaskState.Running, (await tasks.CancelAsync(started.Id)).State);

        Assert.Equal(TaskState.Cancelled, (await tasks.EndAsync(started.Id)).State);
        Assert.Equal(TaskState.Cancelled, (await tasks.CancelAsync(started.Id)).State);
    }

    [Fact]
    public async Task Whoever_follows_a_task_sees_that_it_is_to_end_before_its_handler_obeys()
    {
        await using var tasks = await TaskServer.StartAsync();
        var mayObey = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        tasks.Script.Then((_, _) => mayObey.Task);
        var started = await tasks.StartTaskAsync();
        await tasks.Script.BegunAsync();
        await using var client = await tasks.Server.ConnectAsync();
        await client.SubscribeAsync($"task:{started.Id}");

        Assert.True((await tasks.CancelAsync(started.Id)).CancelRequested);
        while (!(await client.NextEventAsync()).Data.TryGetProperty("cancelRequested", out _))
        {
        }

        await using var late = await tasks.Server.ConnectAsync();
        await late.SubscribeAsync($"task:{started.Id}");
        Assert.True((await late.NextEventAsync()).Data.GetProperty("cancelRequested").GetBoolean());
        mayObey.SetCanceled();
        var end = await TaskServer.LastAsync(late);
        Assert.Equal((TaskState.Cancelled, null), (end.State, end.CancelRequested));
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_told_to_stop()
    {
        await using var tasks = await TaskServer.StartAsync(("Tasks:Kinds:script:Timeout", "00:00:00.050"), ("Tasks:Kinds:script:MaxAttempts", "1"));
        var started = await tasks.StartTaskAsync();

        var end = await tasks.EndAsync(started.Id);

        Assert.Equal((TaskState.Failed, TaskFaults.TimedOut), (end.State, end.Error!.Code));
    }

    [Fact]
    public async Task A_handler_that_does_not_stop_holds_its_worker_and_nothing_else()
    {
        await using var tasks = await TaskServer.StartAsync(("Tasks:Kinds:script:Timeout", "00:00:00.200"), ("Tasks:Grace", "00:00:00.100"), ("Tasks:Kinds:script:Workers", "2"));
        tasks.Server.Allows(Abandoned);
        var free = new TaskCompletionSource();
        var (stuck, other) = (await tasks.StartTaskAsync(), await tasks.StartTaskAsync(query: "?key=k"));
        var first = await tasks.Script.BegunAsync();
        await tasks.Script.BegunAsync();
        tasks.Script.Then(async (_, _) =>
        {
            await free.Task;
            return null;
        });
        tasks.Script.ThenReturn(1);

        TaskReport[] ends = [await tasks.EndAsync(stuck.Id), await tasks.EndAsync(other.Id)];
        Assert.Contains(ends, end => end.Error?.Code == TaskFaults.Abandoned);
        Assert.Contains(ends, end => end.State == TaskState.Succeeded);
        var third = await tasks.StartTaskAsync();
        tasks.Script.ThenReturn(3);
        Assert.Equal(TaskState.Succeeded, (await tasks.EndAsync(third.Id)).State);
        free.SetResult();
    }

    [Fact]
    public async Task A_handler_that_reports_in_a_tight_loop_floods_nobody()
    {
        await using var tasks = await TaskServer.StartAsync(("Tasks:ProgressInterval", "00:00:00.100"));
        var started = await tasks.StartTaskAsync();
        await tasks.Script.BegunAsync();
        tasks.Script.Then((_, context) =>
        {
            for (var i = 0; i < 1_000_000; i++) context.Report(i / 10_000d, $"{i}");
            return Task.FromResult<object?>(null);
        });

        var end = await tasks.EndAsync(started.Id);

        Assert.Equal((TaskState.Succeeded, 100d), (end.State, end.Percent));
        Assert.InRange(end.Version, 3, 100);
    }

    [Fact]
    public async Task The_same_start_is_one_task_and_the_key_with_other_arguments_is_a_conflict()
    {
        await using var tasks = await TaskServer.StartAsync();

        var first = await tasks.StartTaskAsync("""{"number":1}""", idempotencyKey: "k");
        var again = await tasks.StartTaskAsync("""{"number":1}""", idempotencyKey: "k");

        Assert.Equal(first.Id, again.Id);
        Assert.Equal((409, 110), await tasks.RefusalAsync("v1/tasks/script", """{"number":2}""", "k"));
    }

    [Theory]
    [InlineData("v1/tasks/other", "{}", 404, 115)]
    [InlineData("v1/tasks/script", "{", 400, 107)]
    [InlineData("v1/tasks/script", "null", 400, 107)]
    [InlineData("v1/tasks/script", "{\"number\":\"x\"}", 400, 107)]
    [InlineData("v1/tasks/script", "{\"number\":101}", 400, 107)]
    [InlineData("v1/tasks/script", "{\"unknown\":1}", 400, 107)]
    [InlineData("v1/tasks/script?latest=true", "{}", 400, 107)]
    [InlineData("v1/tasks/script?priority=high", "{}", 400, 107)]
    public async Task A_bad_start_gets_a_code(string path, string body, int status, int code)
    {
        await using var tasks = await TaskServer.StartAsync();
        Assert.Equal((status, code), await tasks.RefusalAsync(path, body));
    }

    [Fact]
    public async Task Where_events_are_small_results_are_and_the_handler_and_the_log_say_so()
    {
        await using var tasks = await TaskServer.StartAsync(("Ingest:MaxEventBytes", "8192"));
        var (small, none) = (await tasks.StartTaskAsync(), await tasks.StartTaskAsync());
        Assert.Equal(0, (await tasks.Script.BegunAsync()).MaxResultBytes);

        tasks.Script.ThenReturn(1);
        Assert.Equal("the result is larger than the 0 bytes that it may have", (await tasks.EndAsync(small.Id)).Error!.Message);
        tasks.Script.ThenReturn(null);
        Assert.Equal(TaskState.Succeeded, (await tasks.EndAsync(none.Id)).State);
        Assert.Equal(1, tasks.Server.Logged(1812));
    }

    [Fact]
    public async Task What_is_too_large_or_too_much_gets_a_code()
    {
        await using var tasks = await TaskServer.StartAsync(("Tasks:MaxArgumentBytes", "100"), ("Tasks:Kinds:script:Capacity", "2"), ("Tasks:Kinds:script:Workers", "1"), ("Tasks:MaxResultBytes", "10"));
        Assert.Equal((413, 107), await tasks.RefusalAsync("v1/tasks/script", $$"""{"number":1{{new string(' ', 100)}}}"""));

        var large = await tasks.StartTaskAsync();
        await tasks.Script.BegunAsync();
        for (var i = 0; i < 2; i++) await tasks.StartTaskAsync();
        Assert.Equal((503, 114), await tasks.RefusalAsync("v1/tasks/script", "{}"));

        tasks.Script.ThenReturn("0123456789");
        Assert.Equal(TaskFaults.ResultTooLarge, (await tasks.EndAsync(large.Id)).Error!.Code);
    }

    [Fact]
    public async Task Nobody_outside_publishes_to_the_topic_of_a_task()
    {
        await using var tasks = await TaskServer.StartAsync();
        var started = await tasks.StartTaskAsync();

        Assert.Equal((403, 103), await tasks.RefusalAsync($"v1/topics/task:{started.Id}/events", "1"));
        await using var client = await tasks.Server.ConnectAsync();
        Assert.Contains("103: ", (await Assert.ThrowsAsync<HubException>(() => client.CallAsync("Publish", $"task:{started.Id}", 1))).Message, StringComparison.Ordinal);
    }

    [Theory, EveryWire]
    public async Task Who_follows_a_task_that_is_not_there_is_told_so(Wire wire)
    {
        await using var tasks = await TaskServer.StartAsync();
        await using var client = await tasks.Server.ConnectAsync(wire);

        Assert.Contains("116: ", (await Assert.ThrowsAsync<HubException>(() => client.SubscribeAsync($"task:{Guid.NewGuid():N}"))).Message, StringComparison.Ordinal);
        Assert.Contains("116: ", (await Assert.ThrowsAsync<HubException>(() => client.CallAsync("History", $"task:{Guid.NewGuid():N}", null))).Message, StringComparison.Ordinal);
        Assert.Contains("116: ", (await Assert.ThrowsAsync<HubException>(() => client.CallAsync("CancelTask", "nothing"))).Message, StringComparison.Ordinal);
        using var answer = await tasks.Server.Http.GetAsync(new Uri("v1/tasks/nothing", UriKind.Relative));
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Contains("\"code\":116", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, EveryWire]
    public async Task Clients_start_and_cancel_tasks_over_the_hub(Wire wire)
    {
        await using var tasks = await TaskServer.StartAsync();
        await using var client = await tasks.Server.ConnectAsync(wire);

        var started = await client.CallAsync("StartTask", "script", new { number = 3 });
        var keyed = await client.CallAsync("StartTask", "script", new { number = 3 }, new { key = "k" });
        var cancelled = await client.CallAsync("CancelTask", keyed.GetProperty("id").GetString());

        Assert.Equal("queued", started.GetProperty("state").GetString());
        Assert.Equal(keyed.GetProperty("id").GetString(), cancelled.GetProperty("id").GetString());
        Assert.Equal(TaskState.Cancelled, (await tasks.EndAsync(keyed.GetProperty("id").GetString()!)).State);
    }
}
