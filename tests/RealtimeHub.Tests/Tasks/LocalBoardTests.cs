using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>The board of one node, in memory.</summary>
public sealed class LocalBoardTests : BoardContract
{
    [Fact]
    public async Task What_is_due_is_told()
    {
        var clock = new FakeTimeProvider();
        var board = await BoardAsync(clock);
        await StartAsync(board, Task());
        await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.Failed(new TaskFault("f", "f"), TimeSpan.FromSeconds(30)));
        var arrived = new List<string>();
        board.Arrived += arrived.Add;

        clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(["a"], arrived);
        Assert.NotNull(await board.ClaimAsync("a"));
    }

    [Fact]
    public async Task A_claim_that_cannot_be_written_down_is_there_for_the_next_one_who_asks()
    {
        var journal = new BrokenJournal();
        using var board = new LocalBoard(Options, TaskKeeping.Disk, journal, new FakeTimeProvider());
        var started = await StartAsync(board, Task());

        journal.IsBroken = true;
        await Assert.ThrowsAsync<BoardUnavailableException>(async () => await board.ClaimAsync("a"));
        journal.IsBroken = false;

        Assert.Equal(started.Id, (await board.ClaimAsync("a"))?.Id);
    }

    [Fact]
    public async Task An_end_that_cannot_be_written_down_is_told_as_one_when_it_is()
    {
        var journal = new BrokenJournal();
        using var board = new LocalBoard(Options, TaskKeeping.Disk, journal, new FakeTimeProvider());
        await StartAsync(board, Task());
        var claimed = (await board.ClaimAsync("a"))!;

        journal.IsBroken = true;
        for (var i = 0; i < 2; i++) await Assert.ThrowsAsync<BoardUnavailableException>(async () => await board.EndAsync(claimed, new AttemptEnd.Succeeded(null)));
        journal.IsBroken = false;

        Assert.Equal(TaskState.Succeeded, (await board.EndAsync(claimed, new AttemptEnd.Succeeded(null)))?.State);
        Assert.Equal(TaskState.Succeeded, journal.Last!.State);
        Assert.Empty(await board.KeepAsync());
    }

    [Fact]
    public async Task A_cancel_that_cannot_be_written_down_is_written_and_told_later()
    {
        var journal = new BrokenJournal();
        using var board = new LocalBoard(Options, TaskKeeping.Disk, journal, new FakeTimeProvider());
        var started = await StartAsync(board, Task());

        journal.IsBroken = true;
        await Assert.ThrowsAsync<BoardUnavailableException>(async () => await board.CancelAsync(started.Id));
        await Assert.ThrowsAsync<BoardUnavailableException>(async () => await board.KeepAsync());
        journal.IsBroken = false;

        Assert.Equal([(started.Id, TaskState.Cancelled)], (await board.KeepAsync()).Select(task => (task.Id, task.State)));
        Assert.Equal((started.Id, TaskState.Cancelled), (journal.Last!.Id, journal.Last.State));
        Assert.Empty(await board.KeepAsync());
    }

    [Fact]
    public async Task A_start_that_cannot_be_written_down_is_none()
    {
        var journal = new BrokenJournal();
        using var board = new LocalBoard(Options, TaskKeeping.Disk, journal, new FakeTimeProvider());
        var task = Task(key: "k") with { IdempotencyKey = "i", Fingerprint = "f" };

        journal.IsBroken = true;
        await Assert.ThrowsAsync<BoardUnavailableException>(async () => await board.StartAsync(task, Room, isLatest: false));
        journal.IsBroken = false;

        Assert.Null(await board.ClaimAsync("a"));
        Assert.Null(await board.FindAsync(task.Id));
        var again = await StartAsync(board, Task(key: "k") with { IdempotencyKey = "i", Fingerprint = "f" });
        Assert.Equal(again.Id, (await board.ClaimAsync("a"))?.Id);
    }

    private protected override ValueTask<ITaskBoard> BoardAsync(TimeProvider clock) =>
        ValueTask.FromResult<ITaskBoard>(new LocalBoard(Options, TaskKeeping.Memory, new NoJournal(), clock));

    private sealed class BrokenJournal : ITaskJournal
    {
        public bool IsBroken { get; set; }

        public IReadOnlyList<TaskRecord> Read() => [];

        /// <summary>What was written last.</summary>
        public TaskRecord? Last { get; private set; }

        public Task Write(TaskRecord task)
        {
            if (IsBroken) return System.Threading.Tasks.Task.FromException(new BoardUnavailableException("the disk is full", new IOException()));
            Last = task;
            return System.Threading.Tasks.Task.CompletedTask;
        }

        public void Remove(string id)
        {
        }
    }
}
