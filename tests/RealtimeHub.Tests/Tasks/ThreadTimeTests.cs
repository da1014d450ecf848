using RealtimeHub.Tasks.Running;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>How much of the processor a thread has had, where Linux tells it.</summary>
public sealed class ThreadTimeTests
{
    /// <summary>Each moment is much shorter than a tick of the kernel: of a few of them, one at most ends in another tick than it began.</summary>
    private const int Moments = 5;

    [Fact]
    public async Task A_thread_that_has_computed_for_a_moment_has_moved_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Nothing tells it here.");
        var patience = Patience.Token;
        var told = new TaskCompletionSource<ThreadTime>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var go = new SemaphoreSlim(0);
        var works = Task.Factory.StartNew(WakeNowAndThen, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var time = await told.Task.WaitAsync(patience);

        for (var i = 0; i < Moments; i++)
        {
            var before = time.Read();
            go.Release();
            while (time.Read() <= before) patience.ThrowIfCancellationRequested();
        }

        // It has had its last moment, and is there until then.
        go.Release();
        await works;

        void WakeNowAndThen()
        {
            told.SetResult(ThreadTime.OfThisThread()!);
            for (var i = 0; i <= Moments; i++) go.Wait(patience);
        }
    }
}
