using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Tasks.Running;
using RealtimeHub.Tests.Sources.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Tests.Tasks.Support;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>What becomes of a start while the server stops.</summary>
public sealed class BackgroundTasksTests : IDisposable
{
    private readonly Counters _counted = new();

    [Fact]
    public async Task A_start_that_waits_for_room_is_refused_when_the_server_begins_to_stop_and_keeps_no_tasks()
    {
        var options = Given.Options(all => all.Tasks.Kinds["a"] = new() { Capacity = 1, WaitForRoom = TimeSpan.FromMinutes(1) });
        using var work = new Work(new RecordingPublisher());
        using var board = new LocalBoard(options.Value.Tasks, TaskKeeping.Memory, new NoJournal(), work.Clock);
        using var drain = Drains.Make(work.Clock, _counted.Metrics);
        var kinds = new TaskKinds([new AddedKind("a", (_, kind) => Work.Kind(kind))], options);
        var tasks = new BackgroundTasks(kinds, board, work.Topics, work.Metrics, drain, work.Clock, options);
        Assert.IsType<TaskStart.Accepted>(await tasks.StartAsync("a", new { }));
        var waits = tasks.StartAsync("a", new { }).AsTask();
        while (await work.Clock.NextWaitAsync() != TimeSpan.FromMilliseconds(100)) { }

        _ = drain.Begin(isStopping: true);
        await board.ClaimAsync("a");
        work.Clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Contains("the server stops", Assert.IsType<TaskStart.Refused>(await waits.WaitAsync(Patience.Token)).Reason, StringComparison.Ordinal);
        Assert.Null(await board.ClaimAsync("a"));
    }

    public void Dispose() => _counted.Dispose();
}
