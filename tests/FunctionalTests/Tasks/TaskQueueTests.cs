using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests.Tasks;

/// <summary>Who waits for whom.</summary>
public sealed class TaskQueueTests
{
    private static readonly TimeSpan WaitForRoom = TimeSpan.FromSeconds(20);

    /// <summary>How often a start looks for room; nothing else waits for so long.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Tasks_with_one_key_run_one_after_the_other()
    {
        await using var tasks = await TaskServer.StartAsync();
        var first = await tasks.StartTaskAsync(query: "?key=k");
        var second = await tasks.StartTaskAsync(query: "?key=k");
        Assert.Equal(first.Id, (await tasks.Script.BegunAsync()).Id);
        var other = await tasks.StartTaskAsync();
        Assert.Equal(other.Id, (await tasks.Script.BegunAsync()).Id);
        Assert.Equal(TaskState.Queued, (await tasks.ReadAsync(second.Id)).State);

        tasks.Script.ThenReturn(null);
        tasks.Script.ThenReturn(null);

        Assert.Equal(second.Id, (await tasks.Script.BegunAsync()).Id);
        Assert.Equal(TaskState.Succeeded, (await tasks.ReadAsync(first.Id)).State);
    }

    [Fact]
    public async Task The_latest_takes_the_place_of_those_before_it()
    {
        await using var tasks = await TaskServer.StartAsync();
        var runs = await tasks.StartTaskAsync(query: "?key=k");
        await tasks.Script.BegunAsync();
        var waits = await tasks.StartTaskAsync(query: "?key=k");

        var latest = await tasks.StartTaskAsync(query: "?key=k&latest=true");

        Assert.Equal(latest.Id, (await tasks.Script.BegunAsync()).Id);
        foreach (var old in new[] { runs, waits })
        {
            var end = await tasks.EndAsync(old.Id);
            Assert.Equal((TaskState.Cancelled, TaskFaults.Superseded), (end.State, end.Error!.Code));
        }
    }

    [Fact]
    public async Task What_is_scarce_is_shared_between_kinds()
    {
        await using var tasks = await TaskServer.StartAsync(("Tasks:Resources:printer", "1"), ("Tasks:Kinds:script:Resources:0", "printer"), ("Tasks:Kinds:second:Resources:0", "printer"));
        var first = await tasks.StartTaskAsync();
        await tasks.Script.BegunAsync();
        var second = await tasks.StartTaskAsync(kind: "second");
        var third = await tasks.StartTaskAsync(kind: "third");
        Assert.Equal(third.Id, (await tasks.Script.BegunAsync()).Id);
        Assert.Equal(TaskState.Queued, (await tasks.ReadAsync(second.Id)).State);

        await tasks.CancelAsync(first.Id);

        Assert.Equal(second.Id, (await tasks.Script.BegunAsync()).Id);
    }

    [Fact]
    public async Task A_kind_that_needs_what_is_not_there_does_not_start() =>
        Assert.Contains("printer", (await Assert.ThrowsAnyAsync<Exception>(() => TaskServer.StartAsync(("Tasks:Kinds:script:Resources:0", "printer")))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_start_may_wait_for_room()
    {
        var clock = new WatchedClock();
        await using var tasks = await StartFullAsync(clock);
        var waits = await tasks.StartTaskAsync();
        var comes = tasks.StartTaskAsync();
        await FindsNoRoomAsync(clock);
        Assert.False(comes.IsCompleted);

        await tasks.CancelAsync(waits.Id);
        clock.Advance(Look);

        Assert.Equal(TaskState.Queued, (await comes).State);
    }

    [Fact]
    public async Task A_start_that_has_waited_for_room_in_vain_is_told_when_to_come_back()
    {
        var clock = new WatchedClock();
        await using var tasks = await StartFullAsync(clock);
        await tasks.StartTaskAsync();
        var comes = tasks.PostAsync("v1/tasks/script", "{}");
        await FindsNoRoomAsync(clock);
        clock.Advance(WaitForRoom - Look);
        await FindsNoRoomAsync(clock);
        Assert.False(comes.IsCompleted);

        clock.Advance(Look);

        using var refused = await comes;
        Assert.Equal((503, TimeSpan.FromSeconds(1)), ((int)refused.StatusCode, refused.Headers.RetryAfter!.Delta));
    }

    [Fact]
    public async Task On_the_hub_a_start_does_not_wait_for_room_and_holds_up_no_other_call()
    {
        await using var tasks = await StartFullAsync(new WatchedClock());
        var waits = await tasks.StartTaskAsync();
        await using var client = await tasks.Server.ConnectAsync();

        var refused = await Assert.ThrowsAsync<HubException>(() => client.CallAsync("StartTask", "script", new { }));
        await client.CallAsync("CancelTask", waits.Id);

        Assert.Matches("114: .* retry after 1000 ms", refused.Message);
        Assert.Equal("queued", (await client.CallAsync("StartTask", "script", new { })).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Who_finds_no_room_is_told_when_to_come_back()
    {
        await using var tasks = await TaskServer.StartAsync(("Tasks:MaxTasks", "1"));
        await tasks.StartTaskAsync();

        using var refused = await tasks.PostAsync("v1/tasks/script", "{}");

        Assert.Equal((503, TimeSpan.FromSeconds(1)), ((int)refused.StatusCode, refused.Headers.RetryAfter!.Delta));
    }

    [Fact]
    public async Task What_ended_first_gives_way_to_what_is_new()
    {
        await using var tasks = await TaskServer.StartAsync(("Tasks:MaxTasks", "1"));
        var first = await tasks.StartTaskAsync();
        tasks.Script.ThenReturn(1);
        await tasks.EndAsync(first.Id);

        await tasks.StartTaskAsync();

        using var gone = await tasks.Server.Http.GetAsync(new Uri($"v1/tasks/{first.Id}", UriKind.Relative));
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Fact]
    public async Task A_task_that_waits_is_cancelled_at_once()
    {
        await using var tasks = await TaskServer.StartAsync(("Tasks:Kinds:script:Workers", "1"));
        await tasks.StartTaskAsync();
        await tasks.Script.BegunAsync();
        var waits = await tasks.StartTaskAsync();

        Assert.Equal(TaskState.Cancelled, (await tasks.CancelAsync(waits.Id)).State);
        Assert.Equal(TaskState.Cancelled, Assert.Single(await tasks.FollowAsync(waits.Id)).State);
    }

    /// <summary>A server whose only worker is at work; one task more may wait.</summary>
    private static async Task<TaskServer> StartFullAsync(WatchedClock clock)
    {
        var tasks = await TaskServer.StartAsync(
            "Development", clock, ("Tasks:Kinds:script:Capacity", "1"), ("Tasks:Kinds:script:Workers", "1"), ("Tasks:Kinds:script:WaitForRoom", WaitForRoom.ToString()));
        await tasks.StartTaskAsync();
        await tasks.Script.BegunAsync();
        return tasks;
    }

    /// <summary>Waits until a start has looked for room, found none, and waits.</summary>
    private static async Task FindsNoRoomAsync(WatchedClock clock)
    {
        while (await clock.NextWaitAsync() != Look)
        {
        }
    }
}
