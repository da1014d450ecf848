using RealtimeHub.Contracts;
using RealtimeHub.Tasks.Board;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <content>What becomes of tasks that somebody takes back.</content>
public abstract partial class BoardContract
{
    [Fact]
    public async Task A_task_that_waits_is_cancelled_at_once_and_one_that_runs_when_its_handler_obeys()
    {
        var board = await BoardAsync(_clock);
        var unwanted = new List<string>();
        board.Unwanted += (id, attempt) => unwanted.Add($"{id} {attempt}");
        var (runs, waits) = (await StartAsync(board, Task()), await StartAsync(board, Task()));
        var claimed = (await board.ClaimAsync("a"))!;

        Assert.Equal(TaskState.Cancelled, Assert.IsType<CancelOutcome.Done>(await board.CancelAsync(waits.Id)).Task.State);
        var told = Assert.IsType<CancelOutcome.Done>(await board.CancelAsync(runs.Id)).Task;
        Assert.Equal((TaskState.Running, true, true), (told.State, told.ToReport(board.Kept).CancelRequested, told.Version > claimed.Version));
        Assert.Equal(told.Version, Assert.IsType<CancelOutcome.Done>(await board.CancelAsync(runs.Id)).Task.Version);
        Assert.True((await board.NoteAsync(claimed, 50, null))!.ToReport(board.Kept).CancelRequested);
        Assert.Equal([$"{runs.Id} 1"], unwanted.Distinct());
        Assert.Equal(TaskState.Cancelled, (await board.EndAsync(claimed, new AttemptEnd.Failed(Fault, TimeSpan.Zero)))!.State);

        Assert.IsType<CancelOutcome.TooLate>(await board.CancelAsync(runs.Id));
        Assert.IsType<CancelOutcome.Unknown>(await board.CancelAsync("none"));
        Assert.Null(await board.ClaimAsync("a"));
    }

    [Fact]
    public async Task A_task_that_waits_to_be_tried_again_can_be_cancelled_and_lets_the_next_with_its_key_go()
    {
        var board = await BoardAsync(_clock);
        var (first, second) = (await StartAsync(board, Task(key: "k")), await StartAsync(board, Task(key: "k")));
        await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.Failed(Fault, TimeSpan.FromHours(1)));

        Assert.Equal(TaskState.Cancelled, Assert.IsType<CancelOutcome.Done>(await board.CancelAsync(first.Id)).Task.State);

        Assert.Equal(second.Id, (await board.ClaimAsync("a"))!.Id);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Null(await board.ClaimAsync("a"));
    }

    [Fact]
    public async Task Who_did_not_hear_that_a_task_is_cancelled_hears_it_again_with_the_next_renewal()
    {
        var board = await BoardAsync(_clock);
        var runs = await StartAsync(board, Task());
        await board.ClaimAsync("a");
        await board.CancelAsync(runs.Id);
        var unwanted = new List<string>();
        board.Unwanted += (id, attempt) => unwanted.Add($"{id} {attempt}");

        await board.KeepAsync();

        Assert.Equal([$"{runs.Id} 1"], unwanted.Distinct());
    }

    [Fact]
    public async Task A_task_that_nobody_has_cancelled_is_not_cancelled_by_a_handler_that_stops()
    {
        var board = await BoardAsync(_clock);
        var started = await StartAsync(board, Task());

        Assert.Equal(TaskState.Queued, (await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.Cancelled()))!.State);

        var again = (await board.ClaimAsync("a"))!;
        Assert.Equal((started.Id, 2), (again.Id, again.Attempt));
    }

    [Fact]
    public async Task One_that_is_cancelled_leaves_its_place_and_the_others_keep_theirs()
    {
        var board = await BoardAsync(_clock);
        var started = new List<TaskRecord>();
        foreach (var owner in (string[])["alice", "bob", "alice", "alice"]) started.Add(await StartAsync(board, Task(owner: owner)));

        await board.CancelAsync(started[1].Id);
        await board.CancelAsync(started[2].Id);

        Assert.Equal((started[0].Id, started[3].Id, null), ((await board.ClaimAsync("a"))!.Id, (await board.ClaimAsync("a"))!.Id, await board.ClaimAsync("a")));
    }
}
