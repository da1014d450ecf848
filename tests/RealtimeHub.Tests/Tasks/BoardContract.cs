using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks.Board;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>What every board promises, whatever keeps its tasks.</summary>
public abstract partial class BoardContract
{
    private protected static readonly WaitingRoom Room = new(100, 100);

    private static readonly TaskFault Fault = new("broken", "it broke");

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private int _made;

    private protected TaskOptions Options { get; } = new() { KeepEnded = TimeSpan.FromMinutes(10), MaxTasks = 50 };

    private protected abstract ValueTask<ITaskBoard> BoardAsync(TimeProvider clock);

    [Fact]
    public async Task A_task_waits_runs_and_ends_and_each_step_has_a_larger_version()
    {
        var board = await BoardAsync(_clock);
        var started = await StartAsync(board, Task());
        var claimed = (await board.ClaimAsync("a"))!;
        var noted = (await board.NoteAsync(claimed, 40, "nearly"))!;
        var ended = (await board.EndAsync(claimed, new AttemptEnd.Succeeded("1"u8.ToArray())))!;

        Assert.Equal([TaskState.Queued, TaskState.Running, TaskState.Running, TaskState.Succeeded], new[] { started, claimed, noted, ended }.Select(task => task.State));
        long[] versions = [0, started.Version, claimed.Version, noted.Version, ended.Version];
        Assert.Equal(versions.Distinct().Order(), versions);
        Assert.Equal((1, 40d, "nearly"), (noted.Attempt, noted.Percent, noted.Message));
        Assert.Equal("1"u8.ToArray(), (await board.FindAsync(started.Id))!.Result);
        Assert.Null(await board.ClaimAsync("a"));
        Assert.Null(await board.EndAsync(claimed, new AttemptEnd.Succeeded(null)));
        Assert.Null(await board.NoteAsync(claimed, 50, null));
    }

    [Fact]
    public async Task Progress_never_falls_and_stays_within_0_and_100()
    {
        var board = await BoardAsync(_clock);
        await StartAsync(board, Task());
        var claimed = (await board.ClaimAsync("a"))!;

        Assert.Equal(60, (await board.NoteAsync(claimed, 60, null))!.Percent);
        Assert.Equal(60, (await board.NoteAsync(claimed, 20, null))!.Percent);
        Assert.Equal(60, (await board.NoteAsync(claimed, null, "still"))!.Percent);
        Assert.Equal(100, (await board.NoteAsync(claimed, 400, null))!.Percent);
    }

    [Fact]
    public async Task Kinds_do_not_see_each_other()
    {
        var board = await BoardAsync(_clock);
        await StartAsync(board, Task("b"));

        Assert.Null(await board.ClaimAsync("a"));
        Assert.NotNull(await board.ClaimAsync("b"));
    }

    [Fact]
    public async Task Tasks_with_one_key_run_one_at_a_time_in_their_order_and_others_meanwhile()
    {
        var board = await BoardAsync(_clock);
        var (first, second, other) = (await StartAsync(board, Task(key: "k")), await StartAsync(board, Task(key: "k")), await StartAsync(board, Task()));

        var claimed = (await board.ClaimAsync("a"))!;
        Assert.Equal((first.Id, other.Id, null), (claimed.Id, (await board.ClaimAsync("a"))!.Id, await board.ClaimAsync("a")));
        await board.EndAsync(claimed, new AttemptEnd.Failed(Fault, TimeSpan.FromSeconds(5)));
        Assert.Null(await board.ClaimAsync("a"));

        _clock.Advance(TimeSpan.FromSeconds(6));
        var again = (await board.ClaimAsync("a"))!;
        Assert.Equal((first.Id, 2), (again.Id, again.Attempt));
        await board.EndAsync(again, new AttemptEnd.Failed(Fault, null));
        Assert.Equal(second.Id, (await board.ClaimAsync("a"))!.Id);
    }

    [Fact]
    public async Task The_latest_with_a_key_takes_the_place_of_those_that_wait_and_tells_the_one_that_runs_to_stop()
    {
        var board = await BoardAsync(_clock);
        var unwanted = new List<string>();
        board.Unwanted += (id, attempt) => unwanted.Add($"{id} {attempt}");
        var (runs, waits) = (await StartAsync(board, Task(key: "k")), await StartAsync(board, Task(key: "k")));
        var claimed = (await board.ClaimAsync("a"))!;

        var latest = Assert.IsType<StartOutcome.Started>(await board.StartAsync(Task(key: "k"), Room, isLatest: true));

        Assert.Equal([$"{runs.Id} 1"], unwanted.Distinct());
        Assert.Equal([(runs.Id, TaskState.Running), (waits.Id, TaskState.Cancelled)], latest.Superseded.Select(old => (old.Id, old.State)));
        Assert.Equal(TaskFaults.Superseded, (await board.FindAsync(waits.Id))!.Error!.Code);
        Assert.Null(await board.ClaimAsync("a"));
        Assert.Equal(TaskState.Cancelled, (await board.EndAsync(claimed, new AttemptEnd.Cancelled()))!.State);
        Assert.Equal(latest.Task.Id, (await board.ClaimAsync("a"))!.Id);
    }

    [Fact]
    public async Task The_same_start_is_one_task_and_another_with_its_key_is_a_conflict()
    {
        var board = await BoardAsync(_clock);
        var first = await StartAsync(board, Task() with { IdempotencyKey = "i", Fingerprint = "f" });

        var again = await board.StartAsync(Task() with { IdempotencyKey = "i", Fingerprint = "f" }, Room, isLatest: false);
        var other = await board.StartAsync(Task() with { IdempotencyKey = "i", Fingerprint = "g" }, Room, isLatest: false);
        var others = await board.StartAsync(Task(owner: "bob") with { IdempotencyKey = "i", Fingerprint = "g" }, Room, isLatest: false);

        Assert.Equal(first.Id, Assert.IsType<StartOutcome.Duplicate>(again).Task.Id);
        Assert.IsType<StartOutcome.Conflict>(other);
        Assert.IsType<StartOutcome.Started>(others);
    }

    [Fact]
    public async Task No_more_wait_than_may()
    {
        var board = await BoardAsync(_clock);
        for (var i = 0; i < 3; i++) await board.StartAsync(Task(), new WaitingRoom(3, 3), isLatest: false);
        Assert.IsType<StartOutcome.Full>(await board.StartAsync(Task(), new WaitingRoom(3, 3), isLatest: false));

        await board.ClaimAsync("a");

        Assert.IsType<StartOutcome.Started>(await board.StartAsync(Task(), new WaitingRoom(3, 3), isLatest: false));
        Assert.IsType<StartOutcome.Full>(await board.StartAsync(Task(), new WaitingRoom(3, 3), isLatest: false));
    }

    [Fact]
    public async Task Owners_take_turns_and_urgent_tasks_come_first_without_starving_the_others()
    {
        var board = await BoardAsync(_clock);
        for (var i = 0; i < 12; i++) await StartAsync(board, Task(owner: "alice"));
        await StartAsync(board, Task(owner: "bob"));
        for (var i = 0; i < 2; i++) await StartAsync(board, Task(owner: "carol") with { Priority = TaskPriority.Bulk });

        var order = new List<string>();
        while (await board.ClaimAsync("a") is { } task) order.Add(task.Owner!);

        Assert.Equal("alice bob alice alice alice alice alice alice carol alice alice alice alice alice carol", string.Join(' ', order));
    }

    [Fact]
    public async Task Whatever_becomes_of_a_task_the_next_one_with_its_key_comes_when_it_is_over()
    {
        var board = await BoardAsync(_clock);
        var started = new List<TaskRecord>();
        for (var i = 0; i < 5; i++) started.Add(await StartAsync(board, Task(key: "k")));

        await board.EndAsync(await NextAsync(0), new AttemptEnd.HandedBack());
        await board.CancelAsync(started[1].Id);
        await board.EndAsync(await NextAsync(0), new AttemptEnd.Failed(Fault, TimeSpan.FromSeconds(5)));
        Assert.Null(await board.ClaimAsync("a"));
        _clock.Advance(TimeSpan.FromSeconds(6));
        await board.EndAsync(await NextAsync(0), new AttemptEnd.Succeeded(null));
        await board.EndAsync(await NextAsync(2), new AttemptEnd.Failed(Fault, TimeSpan.FromHours(1)));
        await board.CancelAsync(started[2].Id);
        var runs = await NextAsync(3);
        await board.CancelAsync(started[3].Id);
        Assert.Null(await board.ClaimAsync("a"));
        await board.EndAsync(runs, new AttemptEnd.Failed(Fault, TimeSpan.Zero));
        await NextAsync(4);

        async Task<TaskRecord> NextAsync(int which)
        {
            var claimed = (await board.ClaimAsync("a"))!;
            Assert.Equal(started[which].Id, claimed.Id);
            return claimed;
        }
    }

    [Fact]
    public async Task What_is_handed_back_comes_next_with_another_attempt_and_no_failure()
    {
        var board = await BoardAsync(_clock);
        var (first, _) = (await StartAsync(board, Task()), await StartAsync(board, Task()));

        Assert.Equal(TaskState.Queued, (await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.HandedBack()))!.State);

        var again = (await board.ClaimAsync("a"))!;
        Assert.Equal((first.Id, 2, 0), (again.Id, again.Attempt, again.Failures));
    }

    [Fact]
    public async Task What_arrives_is_told()
    {
        var board = await BoardAsync(_clock);
        var arrived = new List<string>();
        board.Arrived += arrived.Add;

        await StartAsync(board, Task());

        Assert.Equal(["a"], arrived.Distinct());
    }

    [Fact]
    public async Task What_has_ended_is_forgotten_after_a_time_and_earlier_when_room_is_needed()
    {
        var board = await BoardAsync(_clock);
        var old = await EndedAsync();
        _clock.Advance(Options.KeepEnded / 2);
        var young = await EndedAsync();
        _clock.Advance((Options.KeepEnded / 2) + TimeSpan.FromSeconds(1));
        await board.KeepAsync();
        Assert.Equal((null, young.Id), (await board.FindAsync(old.Id), (await board.FindAsync(young.Id))?.Id));

        for (var i = 0; i < Options.MaxTasks; i++) await StartAsync(board, Task());
        Assert.Null(await board.FindAsync(young.Id));
        Assert.IsType<StartOutcome.Full>(await board.StartAsync(Task(), Room, isLatest: false));

        async Task<TaskRecord> EndedAsync()
        {
            await StartAsync(board, Task());
            return (await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.Succeeded(null)))!;
        }
    }

    private protected TaskRecord Task(string kind = "a", string? key = null, string? owner = null) => new()
    {
        // Ids grow, as those of tasks do that are started one after the other.
        Id = $"{++_made:d4}{Guid.NewGuid():N}", Kind = kind, Arguments = "{}"u8.ToArray(), Key = key, Owner = owner, MaxAttempts = 3, Created = _clock.GetUtcNow(),
    };

    private protected static async Task<TaskRecord> StartAsync(ITaskBoard board, TaskRecord task) =>
        Assert.IsType<StartOutcome.Started>(await board.StartAsync(task, Room, isLatest: false)).Task;
}
