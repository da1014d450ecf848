using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Tests.Tasks.Support;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>What a start does before it is on the disk, and when it never gets there.</summary>
public sealed class StartingTests : IDisposable
{
    private static readonly WaitingRoom Room = new(100, 100);

    private readonly HeldJournal _journal = new();
    private readonly LocalBoard _board;
    private int _made;

    public StartingTests() => _board = new LocalBoard(new TaskOptions(), TaskKeeping.Disk, _journal, new FakeTimeProvider());

    [Fact]
    public async Task Nobody_works_on_a_task_before_its_start_is_safe()
    {
        var task = Make();
        var start = HeldStart(task);
        Assert.Null(await ClaimAsync());

        _journal.Succeed();
        await start.WaitAsync(Patience.Token);

        Assert.Equal(task.Id, (await ClaimAsync())?.Id);
    }

    [Fact]
    public async Task The_latest_that_could_not_be_started_takes_nobodys_place()
    {
        var unwanted = new List<string>();
        _board.Unwanted += (id, _) => unwanted.Add(id);
        var (runs, waits) = (Make("k"), Make("k"));
        await StartAsync(runs);
        await StartAsync(waits);
        var claimed = (await ClaimAsync())!;
        var latest = HeldStart(Make("k"), isLatest: true);

        _journal.Fail();
        await Assert.ThrowsAsync<BoardUnavailableException>(() => latest);

        Assert.Empty(await _board.KeepAsync());
        Assert.Empty(unwanted);
        Assert.Equal(TaskState.Succeeded, (await _board.EndAsync(claimed, new AttemptEnd.Succeeded(null)))!.State);
        Assert.Equal(waits.Id, (await ClaimAsync())?.Id);
    }

    [Fact]
    public async Task The_latest_is_started_also_when_those_that_it_takes_the_place_of_cannot_be_written_down_and_these_are_told_later()
    {
        var (old, latest) = (Make("k"), Make("k"));
        await StartAsync(old);
        var start = HeldStart(latest, isLatest: true);
        Assert.Equal(latest.Id, (await _journal.HeldAsync()).Id);
        _journal.Succeed(thenHold: true);
        Assert.Equal(old.Id, (await _journal.HeldAsync()).Id);
        _journal.Fail();

        Assert.Empty(Assert.IsType<StartOutcome.Started>(await start.WaitAsync(Patience.Token)).Superseded);

        Assert.Equal([(old.Id, TaskState.Cancelled)], (await _board.KeepAsync()).Select(task => (task.Id, task.State)));
        Assert.Equal(latest.Id, (await ClaimAsync())?.Id);
    }

    [Fact]
    public async Task Who_comes_after_a_start_with_its_key_that_fails_goes_on_in_its_place()
    {
        var woken = new List<string>();
        var (first, second) = (Make("k"), Make("k"));
        var (failing, start) = (HeldStart(first), HeldStart(second));
        _journal.Succeed(of: second.Id);
        await start.WaitAsync(Patience.Token);
        Assert.Null(await ClaimAsync());
        _board.Arrived += woken.Add;

        _journal.Fail(of: first.Id);
        await Assert.ThrowsAsync<BoardUnavailableException>(() => failing.WaitAsync(Patience.Token));

        Assert.Equal(["a"], woken);
        Assert.Equal(second.Id, (await ClaimAsync())?.Id);
        Assert.Null(await ClaimAsync());
    }

    [Fact]
    public async Task One_that_is_cancelled_before_its_start_is_safe_never_runs()
    {
        var (first, second) = (Make("k"), Make("k"));
        var starts = new[] { HeldStart(first), HeldStart(second) };
        var cancel = _board.CancelAsync(first.Id).AsTask();

        _journal.Succeed();
        await Task.WhenAll(starts).WaitAsync(Patience.Token);

        Assert.IsType<CancelOutcome.Done>(await cancel.WaitAsync(Patience.Token));
        Assert.Equal(second.Id, (await ClaimAsync())?.Id);
        Assert.Null(await ClaimAsync());
    }

    [Fact]
    public async Task Who_makes_the_same_start_again_is_answered_when_the_first_one_is_safe()
    {
        var task = Make() with { IdempotencyKey = "i", Fingerprint = "f" };
        var first = HeldStart(task);
        var again = HeldStart(Make() with { IdempotencyKey = "i", Fingerprint = "f" });
        Assert.False(again.IsCompleted);

        _journal.Succeed();

        await first.WaitAsync(Patience.Token);
        Assert.Equal(task.Id, Assert.IsType<StartOutcome.Duplicate>(await again.WaitAsync(Patience.Token)).Task.Id);
    }

    [Theory]
    [InlineData("f")]
    [InlineData("other")]
    public async Task Who_uses_the_key_of_a_start_that_fails_shares_its_failure_and_may_try_again(string fingerprint)
    {
        var first = HeldStart(Make() with { IdempotencyKey = "i", Fingerprint = "f" });
        var again = HeldStart(Make() with { IdempotencyKey = "i", Fingerprint = fingerprint });

        _journal.Fail();
        await Assert.ThrowsAsync<BoardUnavailableException>(() => first.WaitAsync(Patience.Token));
        await Assert.ThrowsAsync<BoardUnavailableException>(() => again.WaitAsync(Patience.Token));

        await StartAsync(Make() with { IdempotencyKey = "i", Fingerprint = fingerprint });
    }

    public void Dispose() => _board.Dispose();

    private TaskRecord Make(string? key = null) => new()
    {
        Id = $"{++_made:d4}", Kind = "a", Arguments = "{}"u8.ToArray(), Key = key, MaxAttempts = 3, Created = TimeProvider.System.GetUtcNow(),
    };

    private async Task StartAsync(TaskRecord task) => Assert.IsType<StartOutcome.Started>(await _board.StartAsync(task, Room, isLatest: false));

    private async Task<TaskRecord?> ClaimAsync() => await _board.ClaimAsync("a").AsTask().WaitAsync(Patience.Token);

    private Task<StartOutcome> HeldStart(TaskRecord task, bool isLatest = false)
    {
        _journal.Holds = true;
        return _board.StartAsync(task, Room, isLatest).AsTask();
    }
}
