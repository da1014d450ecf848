using RealtimeHub.Contracts;
using RealtimeHub.Tasks.Board;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>What one owner cannot do to another.</summary>
public abstract partial class BoardContract
{
    [Fact]
    public async Task Keys_are_their_owners_nobody_holds_up_another_or_takes_the_place_of_his_tasks()
    {
        var board = await BoardAsync(_clock);
        var (hers, his) = (await StartAsync(board, Task(key: "k", owner: "alice")), await StartAsync(board, Task(key: "k", owner: "bob")));

        var latest = Assert.IsType<StartOutcome.Started>(await board.StartAsync(Task(key: "k", owner: "bob"), Room, isLatest: true));

        Assert.Equal([his.Id], latest.Superseded.Select(old => old.Id));
        var claimed = new[] { await board.ClaimAsync("a"), await board.ClaimAsync("a") };
        Assert.Equal(new[] { hers.Id, latest.Task.Id }.Order(), claimed.Select(task => task!.Id).Order());
    }

    [Theory]
    [InlineData("a", "b:c", "a:b", "c")]
    [InlineData("1:a", "k", "1", "a:k")]
    public async Task Keys_and_owners_are_not_mixed_up_whatever_they_are_called(string owner, string key, string otherOwner, string otherKey)
    {
        var board = await BoardAsync(_clock);
        await StartAsync(board, Task(key: key, owner: owner));
        await StartAsync(board, Task(key: otherKey, owner: otherOwner));

        Assert.NotNull(await board.ClaimAsync("a"));
        Assert.NotNull(await board.ClaimAsync("a"));
    }

    [Fact]
    public async Task Nobody_takes_all_the_room_of_a_kind()
    {
        var board = await BoardAsync(_clock);
        var room = new WaitingRoom(All: 4, PerOwner: 2);
        for (var i = 0; i < 2; i++) Assert.IsType<StartOutcome.Started>(await board.StartAsync(Task(owner: "alice"), room, isLatest: false));

        Assert.Equal(new StartOutcome.Full(OfOwner: true), await board.StartAsync(Task(owner: "alice"), room, isLatest: false));
        Assert.IsType<StartOutcome.Started>(await board.StartAsync(Task(owner: "bob"), room, isLatest: false));
        Assert.IsType<StartOutcome.Started>(await board.StartAsync(Task(), room, isLatest: false));
        Assert.Equal(new StartOutcome.Full(OfOwner: false), await board.StartAsync(Task(), room, isLatest: false));

        // What runs waits no more, and what is cancelled, either.
        Assert.Equal("alice", (await board.ClaimAsync("a"))!.Owner);
        var again = Assert.IsType<StartOutcome.Started>(await board.StartAsync(Task(owner: "alice"), room, isLatest: false));
        await board.CancelAsync(again.Task.Id);
        Assert.IsType<StartOutcome.Started>(await board.StartAsync(Task(owner: "alice"), room, isLatest: false));
    }

    [Fact]
    public async Task The_latest_needs_no_room_where_one_that_waits_gives_way_to_it()
    {
        var board = await BoardAsync(_clock);
        var none = new WaitingRoom(All: 0, PerOwner: 0);
        await StartAsync(board, Task(key: "k", owner: "alice"));

        Assert.Equal(new StartOutcome.Full(OfOwner: true), await board.StartAsync(Task(key: "k", owner: "alice"), none, isLatest: false));
        Assert.IsType<StartOutcome.Started>(await board.StartAsync(Task(key: "k", owner: "alice"), none, isLatest: true));

        // What runs takes no room, so nothing is won when it gives way.
        await board.ClaimAsync("a");
        Assert.Equal(new StartOutcome.Full(OfOwner: true), await board.StartAsync(Task(key: "k", owner: "alice"), none, isLatest: true));
        Assert.Equal(new StartOutcome.Full(OfOwner: false), await board.StartAsync(Task(key: "k"), none, isLatest: true));
    }

    [Fact]
    public async Task A_kind_has_work_when_something_waits_for_a_worker()
    {
        var board = await BoardAsync(_clock);
        Assert.False(await board.HasWorkAsync("a"));
        await StartAsync(board, Task());
        Assert.Equal((true, false), (await board.HasWorkAsync("a"), await board.HasWorkAsync("b")));

        await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.Failed(Fault, TimeSpan.FromSeconds(10)));
        Assert.False(await board.HasWorkAsync("a"));
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.True(await board.HasWorkAsync("a"));
    }

    [Fact]
    public async Task What_is_due_is_to_be_tried_again_until_its_attempt_begins()
    {
        var board = await BoardAsync(_clock);
        var started = await StartAsync(board, Task());
        await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.Failed(Fault, TimeSpan.FromSeconds(10)));
        var told = (await board.FindAsync(started.Id))!.ToReport(board.Kept);
        _clock.Advance(TimeSpan.FromSeconds(11));
        await board.HasWorkAsync("a");

        var due = (await board.FindAsync(started.Id))!.ToReport(board.Kept);

        Assert.Equal((TaskState.Retrying, told.Version), (due.State, due.Version));
        Assert.Equal(TaskState.Running, (await board.ClaimAsync("a"))!.ToReport(board.Kept).State);
    }
}
