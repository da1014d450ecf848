using System.Diagnostics;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Tests.Publishing;

public sealed class PauseTests
{
    [Fact]
    public void A_pause_never_ends_before_the_event_is_due()
    {
        for (var i = 0; i < 20; i++)
        {
            var due = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 3_000);
            Pause.Until(due, default);
            Assert.True(Stopwatch.GetTimestamp() >= due);
        }
    }

    [Fact]
    public async Task An_interrupted_run_does_not_wait_until_an_event_is_due()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Task.Factory.StartNew(() => Pause.Until(long.MaxValue, stop.Token), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience.Token));
    }
}
