using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Cluster;
using RealtimeHub.TestKit;
using Xunit;

namespace RealtimeHub.Tests.Cluster;

public sealed class CoalescedTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly FakeTimeProvider _clock = new();
    private readonly List<TaskCompletionSource> _runs = [];
    private TaskCompletionSource _begun = NewSource();

    [Fact]
    public async Task All_who_ask_before_it_begins_share_a_run()
    {
        var work = new Coalesced(RunAsync, Interval, _clock);

        Task[] asked = [work.RunAsync(), work.RunAsync(), work.RunAsync()];
        await BegunAsync();
        _runs[0].SetResult();
        await Task.WhenAll(asked).WaitAsync(Patience.Token);

        Assert.Single(_runs);
    }

    [Fact]
    public async Task Who_asks_while_it_runs_waits_for_the_next_which_does_not_begin_too_soon()
    {
        var work = new Coalesced(RunAsync, Interval, _clock);
        var first = work.RunAsync();
        await BegunAsync();

        Task[] later = [work.RunAsync(), work.RunAsync()];
        _runs[0].SetResult();
        await first.WaitAsync(Patience.Token);
        Assert.Single(_runs);
        await AdvanceUntilBegunAsync();
        _runs[1].SetResult();
        await Task.WhenAll(later).WaitAsync(Patience.Token);

        Assert.Equal(2, _runs.Count);
    }

    [Fact]
    public async Task A_run_that_fails_fails_for_those_who_waited_for_it_alone()
    {
        var work = new Coalesced(RunAsync, Interval, _clock);
        var first = work.RunAsync();
        await BegunAsync();
        var second = work.RunAsync();

        _runs[0].SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => first.WaitAsync(Patience.Token));
        await AdvanceUntilBegunAsync();
        _runs[1].SetResult();

        await second.WaitAsync(Patience.Token);
    }

    private Task RunAsync()
    {
        var run = NewSource();
        _runs.Add(run);
        _begun.SetResult();
        return run.Task;
    }

    private async Task BegunAsync()
    {
        await _begun.Task.WaitAsync(Patience.Token);
        _begun = NewSource();
    }

    /// <summary>It may not have come to its pause yet.</summary>
    private async Task AdvanceUntilBegunAsync()
    {
        while (!_begun.Task.IsCompleted)
        {
            _clock.Advance(Interval);
            await Task.Yield();
        }

        await BegunAsync();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
