using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Draining;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Tasks.Running;
using RealtimeHub.Tests.Sources.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Tests.Tasks.Support;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>What whoever starts and cancels tasks hears when that cannot be done.</summary>
public sealed class BackgroundTasksTests : IDisposable
{
    private readonly IOptions<RealtimeHubOptions> _options = Given.Options(all => all.Tasks.Kinds["a"] = new() { Capacity = 1, WaitForRoom = TimeSpan.FromMinutes(1) });
    private readonly Work _work = new(new RecordingPublisher());
    private readonly Counters _counted = new();
    private readonly Drain _drain;

    public BackgroundTasksTests() => _drain = Drains.Make(_work.Clock, _counted.Metrics);

    [Fact]
    public async Task A_start_that_waits_for_room_is_refused_when_the_server_begins_to_stop_and_keeps_no_tasks()
    {
        using var board = new LocalBoard(_options.Value.Tasks, TaskKeeping.Memory, new NoJournal(), _work.Clock);
        var tasks = Over(board);
        Assert.IsType<TaskStart.Accepted>(await tasks.StartAsync("a", new { }));
        var waits = tasks.StartAsync("a", new { }).AsTask();
        while (await _work.Clock.NextWaitAsync() != TimeSpan.FromMilliseconds(100)) { }

        _ = _drain.Begin(isStopping: true);
        await board.ClaimAsync("a");
        _work.Clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Contains("the server stops", Assert.IsType<TaskStart.Refused>(await waits.WaitAsync(Patience.Token)).Reason, StringComparison.Ordinal);
        Assert.Null(await board.ClaimAsync("a"));
    }

    [Fact]
    public async Task An_application_can_tell_that_what_keeps_its_tasks_does_not_answer()
    {
        var journal = new HeldJournal();
        using var board = new LocalBoard(_options.Value.Tasks, TaskKeeping.Disk, journal, _work.Clock);
        var tasks = Over(board);
        var task = Assert.IsType<TaskStart.Accepted>(await tasks.StartAsync("a", new { })).Task;

        journal.Holds = true;
        var cancel = tasks.CancelAsync(task.Id).AsTask();
        journal.Fail();

        await Assert.ThrowsAsync<BoardUnavailableException>(() => cancel.WaitAsync(Patience.Token));
        Assert.True(typeof(BoardUnavailableException).IsPublic);
    }

    public void Dispose()
    {
        _drain.Dispose();
        _work.Dispose();
        _counted.Dispose();
    }

    private BackgroundTasks Over(LocalBoard board) =>
        new(new TaskKinds([new AddedKind("a", (_, kind) => Work.Kind(kind))], _options), board, _work.Topics, _work.Metrics, _drain, _work.Clock, _options);
}
