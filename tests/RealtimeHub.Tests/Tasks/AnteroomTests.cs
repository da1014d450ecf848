using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Tasks.Running;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>How starts wait for room.</summary>
public sealed class AnteroomTests : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly WatchedClock _clock = new();
    private readonly TaskKindOptions _options = new() { Capacity = 1, WaitForRoom = TimeSpan.FromSeconds(10), MaxWaitingForRoom = 3 };
    private readonly CancellationTokenSource _cancel = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly LocalBoard _board;
    private Anteroom _anteroom;
    private bool _isAway;
    private bool _hasLooked;
    private int _made;
    private int _tries;

    public AnteroomTests()
    {
        _board = new LocalBoard(new TaskOptions(), TaskKeeping.Memory, new NoJournal(), _clock);
        _anteroom = new Anteroom(_options, _clock, _closing.Token);
    }

    [Fact]
    public async Task Starts_are_let_in_in_their_order_and_whoever_comes_stands_behind_them()
    {
        await StartedAsync(EnterAsync());
        var (first, second) = (EnterAsync(), EnterAsync());
        await _board.ClaimAsync("a");
        var comes = EnterAsync();

        await PassAsync();
        await StartedAsync(first);
        await LookedAsync();
        Assert.False(second.IsCompleted || comes.IsCompleted);

        await _board.ClaimAsync("a");
        await PassAsync();
        await StartedAsync(second);
        await LookedAsync();
        Assert.False(comes.IsCompleted);
    }

    [Fact]
    public async Task Only_the_first_one_looks_for_room()
    {
        await StartedAsync(EnterAsync());
        for (var i = 0; i < _options.MaxWaitingForRoom; i++) _ = EnterAsync();
        await LookedAsync();
        _tries = 0;

        await PassAsync();
        await LookedAsync();

        Assert.Equal(1, _tries);
    }

    [Fact]
    public async Task When_as_many_wait_as_may_the_next_one_is_refused_at_once()
    {
        await StartedAsync(EnterAsync());
        var waiting = Enumerable.Range(0, _options.MaxWaitingForRoom).Select(_ => EnterAsync()).ToList();

        Assert.IsType<StartOutcome.Full>(await EnterAsync().WaitAsync(Patience.Token));

        Assert.DoesNotContain(waiting, start => start.IsCompleted);
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(3, 1)]
    public async Task One_owner_takes_a_quarter_of_the_places_and_leaves_the_others_to_others(int places, int ofOne)
    {
        _options.MaxWaitingForRoom = places;
        await StartedAsync(EnterAsync());
        var waiting = Enumerable.Range(0, ofOne).Select(_ => EnterAsync("alice")).ToList();

        Assert.IsType<StartOutcome.Full>(await EnterAsync("alice").WaitAsync(Patience.Token));
        waiting.Add(EnterAsync("bob"));

        // What has no owner has all that is left.
        for (var i = waiting.Count; i < places; i++) waiting.Add(EnterAsync());
        Assert.IsType<StartOutcome.Full>(await EnterAsync().WaitAsync(Patience.Token));
        Assert.DoesNotContain(waiting, start => start.IsCompleted);
    }

    [Fact]
    public async Task Who_has_too_many_tasks_himself_holds_up_nobody_else()
    {
        (_options.Capacity, _options.CapacityPerUser, _options.MaxWaitingForRoom) = (100, 1, 8);
        _anteroom = new Anteroom(_options, _clock, _closing.Token);
        await StartedAsync(EnterAsync("alice"));
        var (waits, behind) = (EnterAsync("alice"), EnterAsync("alice"));

        await StartedAsync(EnterAsync("bob"));
        await StartedAsync(EnterAsync());

        await _board.ClaimAsync("a");
        await PassAsync();
        await StartedAsync(waits);
        await LookedAsync();
        Assert.False(behind.IsCompleted);
    }

    [Fact]
    public async Task A_start_that_was_made_before_waits_for_nobody()
    {
        var made = Make() with { IdempotencyKey = "i", Fingerprint = "f" };
        await StartedAsync(EnterAsync(made));
        _ = EnterAsync();

        var again = await EnterAsync(Make() with { IdempotencyKey = "i", Fingerprint = "f" }).WaitAsync(Patience.Token);

        Assert.Equal(made.Id, Assert.IsType<StartOutcome.Duplicate>(again).Task.Id);
        Assert.False(EnterAsync(Make() with { IdempotencyKey = "other", Fingerprint = "f" }).IsCompleted);
    }

    [Fact]
    public async Task The_latest_that_takes_the_place_of_one_that_waits_stands_behind_nobody_and_any_other_does()
    {
        var latest = new TaskStartOptions { Latest = true };
        await StartedAsync(EnterAsync(Make(key: "k")));
        var first = EnterAsync();

        await StartedAsync(EnterAsync(Make(key: "k"), latest));
        Assert.False(first.IsCompleted);

        // It runs, so what takes its place would take the room that the first one waits for.
        await _board.ClaimAsync("a");
        var behind = EnterAsync(Make(key: "k"), latest);
        await PassAsync();
        await StartedAsync(first);
        await LookedAsync();
        Assert.False(behind.IsCompleted);
    }

    [Fact]
    public async Task The_latest_stands_behind_those_that_wait_with_its_key()
    {
        await StartedAsync(EnterAsync(Make(key: "k")));
        var outdated = Make(key: "k");
        var before = EnterAsync(outdated);
        var latest = EnterAsync(Make(key: "k"), new TaskStartOptions { Latest = true });

        await _board.ClaimAsync("a");
        await PassAsync();

        await StartedAsync(before);
        var started = Assert.IsType<StartOutcome.Started>(await latest.WaitAsync(Patience.Token));
        Assert.Contains(outdated.Id, started.Superseded.Select(task => task.Id));
    }

    [Fact]
    public async Task Who_does_not_wait_is_refused_at_once_and_overtakes_nobody()
    {
        var hasty = new TaskStartOptions { WaitsForRoom = false };
        await StartedAsync(EnterAsync(Make(), hasty));
        Assert.IsType<StartOutcome.Full>(await EnterAsync(Make(), hasty).WaitAsync(Patience.Token));
        var waits = EnterAsync();

        await _board.ClaimAsync("a");
        Assert.IsType<StartOutcome.Full>(await EnterAsync(Make(), hasty).WaitAsync(Patience.Token));

        await PassAsync();
        await StartedAsync(waits);
    }

    [Fact]
    public async Task Each_waits_for_as_long_as_it_may_and_no_longer()
    {
        await StartedAsync(EnterAsync());
        var first = EnterAsync();
        await PassAsync();
        await LookedAsync();
        var second = EnterAsync();

        await PassAsync(_options.WaitForRoom - Look);
        Assert.IsType<StartOutcome.Full>(await first.WaitAsync(Patience.Token));
        await LookedAsync();
        Assert.False(second.IsCompleted);

        await PassAsync();
        Assert.IsType<StartOutcome.Full>(await second.WaitAsync(Patience.Token));
    }

    [Fact]
    public async Task Who_gives_up_lets_the_next_one_go_and_is_not_started()
    {
        await StartedAsync(EnterAsync());
        var leaves = EnterAsync(Make(), cancellationToken: _cancel.Token);
        var next = EnterAsync();

        await _cancel.CancelAsync();
        await _board.ClaimAsync("a");
        await PassAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves.WaitAsync(Patience.Token));
        await StartedAsync(next);
    }

    [Fact]
    public async Task A_board_that_does_not_answer_is_asked_by_one_at_a_time()
    {
        await StartedAsync(EnterAsync());
        var (first, second) = (EnterAsync(), EnterAsync());

        _isAway = true;
        await PassAsync();
        await Assert.ThrowsAsync<BoardUnavailableException>(() => first.WaitAsync(Patience.Token));
        await LookedAsync();
        Assert.False(second.IsCompleted);

        _isAway = false;
        await _board.ClaimAsync("a");
        await PassAsync();
        await StartedAsync(second);
    }

    [Fact]
    public async Task Nobody_is_let_in_when_it_closes()
    {
        await StartedAsync(EnterAsync());
        var waiting = new[] { EnterAsync(), EnterAsync() };

        await _closing.CancelAsync();
        await _board.ClaimAsync("a");
        await PassAsync();

        foreach (var start in waiting) Assert.IsType<StartOutcome.Full>(await start.WaitAsync(Patience.Token));
        Assert.Null(await _board.ClaimAsync("a"));
    }

    public void Dispose()
    {
        _board.Dispose();
        _cancel.Dispose();
        _closing.Dispose();
    }

    private static async Task StartedAsync(Task<StartOutcome> start) => Assert.IsType<StartOutcome.Started>(await start.WaitAsync(Patience.Token));

    private TaskRecord Make(string? owner = null, string? key = null) => new()
    {
        Id = $"{++_made:d4}", Kind = "a", Arguments = "{}"u8.ToArray(), Owner = owner, Key = key, MaxAttempts = 3, Created = _clock.GetUtcNow(),
    };

    private Task<StartOutcome> EnterAsync(string? owner = null) => EnterAsync(Make(owner));

    private Task<StartOutcome> EnterAsync(TaskRecord task, TaskStartOptions? how = null, CancellationToken cancellationToken = default) =>
        _anteroom.EnterAsync(task, how ?? new TaskStartOptions(), room => TryAsync(task, room, how?.Latest ?? false), cancellationToken);

    private async ValueTask<StartOutcome> TryAsync(TaskRecord task, WaitingRoom room, bool isLatest)
    {
        _tries++;
        return _isAway ? throw new BoardUnavailableException("away", new IOException()) : await _board.StartAsync(task, room, isLatest);
    }

    /// <summary>Lets time pass, of itself so much that somebody looks for room.</summary>
    private async Task PassAsync(TimeSpan? time = null)
    {
        await LookedAsync();
        _hasLooked = false;
        _clock.Advance(time ?? Look);
    }

    /// <summary>Waits until all who could look for room have done so, and wait.</summary>
    private async Task LookedAsync()
    {
        while (!_hasLooked) _hasLooked = await _clock.NextWaitAsync() == Look;
    }
}
