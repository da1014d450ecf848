using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Draining;
using RealtimeHub.Tasks.Running;
using RealtimeHub.Tests.Sources.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Tests.Tasks.Support;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>What goes on beside the work.</summary>
public sealed class TaskServiceTests : IDisposable
{
    private readonly Counters _counted = new();

    [Fact]
    public async Task Leases_are_renewed_while_it_takes_long_to_tell_what_has_changed()
    {
        var publisher = new RecordingPublisher(heldUp: true);
        using var work = new Work(publisher);
        work.Board.Changed = [work.Claimed("one")];
        using var drain = Drains.Make(work.Clock, _counted.Metrics);
        using var service = ServiceOf(work, drain);
        await service.StartAsync(CancellationToken.None);

        await RenewsAsync(work, times: 3);

        publisher.LetGo();
        await service.StopAsync(CancellationToken.None).WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task Leases_are_renewed_after_a_renewal_that_went_wrong_in_any_way()
    {
        using var work = new Work(new RecordingPublisher());
        work.Board.Trouble = new KeyNotFoundException("doc");
        using var drain = Drains.Make(work.Clock, _counted.Metrics);
        using var service = ServiceOf(work, drain);
        await service.StartAsync(CancellationToken.None);

        await RenewsAsync(work, times: 2);

        await service.StopAsync(CancellationToken.None).WaitAsync(Patience.Token);
    }

    public void Dispose() => _counted.Dispose();

    private static TaskService ServiceOf(Work work, Drain drain) =>
        new(work.Board, new TaskKinds([], Given.Options()), work.Services, work.Topics, work.Metrics, drain, work.Clock, Given.Options(), NullLogger<TaskService>.Instance);

    /// <summary>The leases are renewed so often, each time when it is due.</summary>
    private static async Task RenewsAsync(Work work, int times)
    {
        var renewal = Given.Options().Value.Tasks.Lease / 4;
        while (await work.Clock.NextWaitAsync() != renewal) { }
        for (var i = 0; i < times; i++)
        {
            work.Clock.Advance(renewal);
            await work.Board.KeptAsync();
        }
    }
}
