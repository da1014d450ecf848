using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
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

    private protected override ValueTask<ITaskBoard> BoardAsync(TimeProvider clock) =>
        ValueTask.FromResult<ITaskBoard>(new LocalBoard(Options, TaskKeeping.Memory, new NoJournal(), clock));
}
