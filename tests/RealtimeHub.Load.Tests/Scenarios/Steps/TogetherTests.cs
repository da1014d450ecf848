using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Tests.Scenarios.Steps;

public sealed class TogetherTests
{
    [Fact]
    public async Task The_first_that_fails_ends_the_others_and_is_told()
    {
        var failure = await Assert.ThrowsAsync<LoadException>(() => Together.RunAsync(
            Patience.Token, ForeverAsync, _ => Task.FromException(new LoadException("the reason")), ForeverAsync));
        Assert.Equal("the reason", failure.Message);
    }

    [Fact]
    public async Task It_waits_for_all()
    {
        var last = new TaskCompletionSource();
        var all = Together.RunAsync(Patience.Token, _ => Task.CompletedTask, _ => last.Task);
        Assert.False(all.IsCompleted);
        last.SetResult();
        await all;
    }

    private static Task ForeverAsync(CancellationToken stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
}
