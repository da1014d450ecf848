using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>The board of one node that is written down: the same, and it outlives its node.</summary>
public sealed class JournaledBoardTests : BoardContract, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tasks-").FullName;
    private SqliteJournal? _journal;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_journal is not null) await _journal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task After_a_restart_everything_stands_where_it_stood_and_what_ran_begins_anew()
    {
        var board = await BoardAsync(TimeProvider.System);
        var done = await StartAsync(board, Task());
        await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.Succeeded("7"u8.ToArray()));
        var runs = await StartAsync(board, Task(key: "k"));
        await board.ClaimAsync("a");
        var (behind, waits, taken) = (await StartAsync(board, Task(key: "k")), await StartAsync(board, Task()), await StartAsync(board, Task()));
        await board.CancelAsync(taken.Id);

        board = await BoardAsync(TimeProvider.System);

        Assert.Equal((TaskState.Succeeded, "7"), ((await board.FindAsync(done.Id))!.State, System.Text.Encoding.UTF8.GetString((await board.FindAsync(done.Id))!.Result!)));
        Assert.Equal(TaskState.Cancelled, (await board.FindAsync(taken.Id))!.State);
        var (first, second) = ((await board.ClaimAsync("a"))!, (await board.ClaimAsync("a"))!);
        Assert.Equal([(runs.Id, 2), (waits.Id, 1)], new[] { first, second }.Select(task => (task.Id, task.Attempt)));
        Assert.Null(await board.ClaimAsync("a"));
        await board.EndAsync(first, new AttemptEnd.Succeeded(null));
        Assert.Equal(behind.Id, (await board.ClaimAsync("a"))!.Id);
    }

    [Fact]
    public async Task What_was_to_be_tried_again_is_tried_when_its_time_has_come_during_the_restart()
    {
        var board = await BoardAsync(TimeProvider.System);
        var started = await StartAsync(board, Task());
        await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.Failed(new TaskFault("f", "f"), TimeSpan.Zero));

        board = await BoardAsync(TimeProvider.System);

        Assert.Equal((started.Id, 2), ((await board.ClaimAsync("a")) is { } again ? (again.Id, again.Attempt) : default));
    }

    [Fact]
    public async Task What_is_told_after_a_restart_is_newer_than_all_that_was_told_before()
    {
        var board = await BoardAsync(TimeProvider.System);
        await StartAsync(board, Task());
        var claimed = (await board.ClaimAsync("a"))!;
        var told = claimed;
        for (var percent = 0; percent < 100; percent++) told = (await board.NoteAsync(claimed, percent, message: null))!;

        board = await BoardAsync(TimeProvider.System);

        Assert.True((await board.FindAsync(claimed.Id))!.Version > told.Version);
    }

    [Fact]
    public async Task A_task_that_its_node_dies_of_again_and_again_has_failed()
    {
        var board = await BoardAsync(TimeProvider.System);
        var started = await StartAsync(board, Task());
        for (var i = 0; i <= TaskRecord.MostLosses; i++)
        {
            Assert.NotNull(await board.ClaimAsync("a"));
            board = await BoardAsync(TimeProvider.System);
        }

        Assert.Null(await board.ClaimAsync("a"));
        var lost = (await board.FindAsync(started.Id))!;
        Assert.Equal((TaskState.Failed, TaskFaults.NodeLost), (lost.State, lost.Error!.Code));
    }

    [Fact]
    public async Task What_cannot_be_written_keeps_nothing_else_from_it()
    {
        var board = await BoardAsync(TimeProvider.System);

        // JSON has no such number.
        await Assert.ThrowsAsync<BoardUnavailableException>(() => _journal!.Write(Task() with { Percent = double.NaN }).WaitAsync(Patience.Token));

        await StartAsync(board, Task()).WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task Two_servers_do_not_share_a_folder()
    {
        await BoardAsync(TimeProvider.System);
        Assert.Throws<BoardUnavailableException>(() => new SqliteJournal(_folder));
    }

    private protected override async ValueTask<ITaskBoard> BoardAsync(TimeProvider clock)
    {
        if (_journal is not null) await _journal.DisposeAsync();
        _journal = new SqliteJournal(_folder);
        return new LocalBoard(Options, TaskKeeping.Disk, _journal, clock);
    }
}
