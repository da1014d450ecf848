using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Tasks.Running;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>Threads of attempts that compute.</summary>
public sealed class QuietThreadTests : IDisposable
{
    // Nobody is passed over: it moves only when a test moves it.
    private readonly FakeTimeProvider _clock = new();
    private readonly QuietThreads _threads;

    public QuietThreadTests() => _threads = new QuietThreads(width: 1, _clock);

    [Fact]
    public async Task Who_tells_how_far_it_is_lets_the_next_one_work()
    {
        using var first = _threads.Start("first");
        using var second = _threads.Start("second");
        using var done = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var patience = Patience.Token;

        var computes = Run(first, () =>
        {
            begun.SetResult();
            while (!done.IsSet)
            {
                patience.ThrowIfCancellationRequested();
                first.GiveWay();
            }
        });
        await begun.Task.WaitAsync(patience);
        var other = Run(second, done.Set);
        Assert.False(other.IsCompleted);
        _clock.Advance(Turnstile.ShortTurn);

        await Task.WhenAll(computes, other).WaitAsync(patience);
    }

    [Fact]
    public async Task What_is_awaited_comes_back_to_the_thread_and_what_is_left_behind_goes_on_elsewhere()
    {
        var quiet = _threads.Start("quiet");
        var names = new List<string?>();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var work = await Task.Factory.StartNew(WorkAsync, CancellationToken.None, TaskCreationOptions.None, quiet).WaitAsync(Patience.Token);
        await waits.Task.WaitAsync(Patience.Token);
        quiet.Dispose();
        go.SetResult();
        await work.WaitAsync(Patience.Token);

        Assert.Equal(["quiet", "quiet", "elsewhere"], names);

        async Task WorkAsync()
        {
            names.Add(Thread.CurrentThread.Name);
            await Task.Yield();
            names.Add(Thread.CurrentThread.Name);
            waits.SetResult();
            await go.Task;
            names.Add(Thread.CurrentThread.Name == "quiet" ? "quiet" : "elsewhere");

            // It has no turn there, and gives none away.
            quiet.GiveWay();
        }
    }

    [Fact]
    public async Task What_was_done_is_told_by_an_ordinary_thread()
    {
        using var quiet = _threads.Start("quiet");
        var here = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var elsewhere = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);

        var worked = await quiet.RunAsync(() =>
        {
            quiet.HandOver(() => elsewhere.SetResult(Thread.CurrentThread.Name));
            return Task.FromResult(Thread.CurrentThread.Name);
        }).WaitAsync(Patience.Token);
        quiet.HandOver(() => here.SetResult(Thread.CurrentThread.Name));

        Assert.Equal(("quiet", "task handover"), (worked, await elsewhere.Task.WaitAsync(Patience.Token)));
        Assert.NotEqual("task handover", await here.Task);
    }

    [Fact]
    public async Task What_goes_wrong_comes_through_also_after_an_await()
    {
        using var quiet = _threads.Start("quiet");

        await Assert.ThrowsAsync<InvalidOperationException>(() => quiet.RunAsync<int>(async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException();
        }).WaitAsync(Patience.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => quiet.RunAsync(() => Task.FromCanceled<int>(new CancellationToken(canceled: true))).WaitAsync(Patience.Token));
    }

    [Fact]
    public async Task What_ends_elsewhere_is_told_without_another_turn()
    {
        using var first = _threads.Start("first");
        using var second = _threads.Start("second");
        using var done = new ManualResetEventSlim();
        var (waits, begun) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var patience = Patience.Token;

        var works = first.RunAsync(() =>
        {
            waits.SetResult();
            return ElsewhereAsync(answer.Task);
        });
        await waits.Task.WaitAsync(patience);
        var silent = Run(second, () =>
        {
            begun.SetResult();
            done.Wait(patience);
        });
        await begun.Task.WaitAsync(patience);
        answer.SetResult("told");

        Assert.Equal("told", await works.WaitAsync(patience));
        done.Set();
        await silent;
    }

    public void Dispose() => _threads.Dispose();

    private static async Task<string> ElsewhereAsync(Task<string> answer) => await answer.ConfigureAwait(false);

    private static Task Run(QuietThread quiet, Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, quiet);
}
