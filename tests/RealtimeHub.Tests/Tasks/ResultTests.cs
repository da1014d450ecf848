using System.Text;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Tasks.Running;
using RealtimeHub.Tests.Sources.Support;
using RealtimeHub.Tests.Tasks.Support;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>Results that are queries: their rows are made while they are written.</summary>
public sealed class ResultTests : IDisposable
{
    private readonly Work _work = new(new RecordingPublisher());
    private readonly TaskCompletionSource _isWritten = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_row_may_need_the_services_of_the_handler() =>
        Assert.Equal("""["row 1","row 2"]""", await ResultAsync(TaskKind.Of<Work.NoArgs, Reader>("a", new TaskKindOptions())));

    [Fact]
    public async Task The_rows_of_an_attempt_that_computes_are_made_on_its_thread()
    {
        _work.Act = _ => Task.FromResult<object?>(Enumerable.Range(1, 1).Select(_ => Thread.CurrentThread.Name));

        Assert.Equal("""["a one"]""", await ResultAsync(Work.Kind(isHeavy: true)));
    }

    [Fact]
    public async Task Rows_are_told_to_stop_when_the_time_is_over()
    {
        _work.Act = context => Task.FromResult<object?>(Rows(context.Stopping));
        using var attempt = new Attempt(Work.Kind(), _work.Claimed("one"), _work.Services);
        var runs = attempt.RunAsync();
        await _isWritten.Task.WaitAsync(Patience.Token);

        _work.Clock.Advance(Work.Time);

        Assert.Equal(TaskFaults.TimedOut, Assert.IsType<AttemptEnd.Failed>((await _work.Board.EndedAsync()).End).Error.Code);
        await runs;
    }

    [Fact]
    public async Task Rows_that_do_not_stop_are_abandoned_as_a_handler_is()
    {
        using var end = new CancellationTokenSource();
        _work.Act = _ => Task.FromResult<object?>(Rows(end.Token));
        using var attempt = new Attempt(Work.Kind(), _work.Claimed("one"), _work.Services);
        var runs = attempt.RunAsync();
        await _isWritten.Task.WaitAsync(Patience.Token);

        attempt.HandBack();
        while (await _work.Clock.NextWaitAsync() != _work.Services.Options.Grace) { }
        _work.Clock.Advance(_work.Services.Options.Grace);

        Assert.IsType<AttemptEnd.HandedBack>((await _work.Board.EndedAsync()).End);
        await runs;
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt.Handler);
    }

    [Fact]
    public async Task Rows_without_an_end_are_left_when_they_are_too_many()
    {
        var made = 0;
        _work.Act = _ => Task.FromResult<object?>(Enumerable.Range(1, 1_000_000).Select(_ => made++));

        Assert.Equal(TaskFaults.ResultTooLarge, Assert.IsType<AttemptEnd.Failed>(await EndAsync(Work.Kind())).Error.Code);
        Assert.InRange(made, 1, 100_000);
    }

    public void Dispose() => _work.Dispose();

    private async Task<string> ResultAsync(TaskKind kind) => Encoding.UTF8.GetString(Assert.IsType<AttemptEnd.Succeeded>(await EndAsync(kind)).Result!);

    private async Task<AttemptEnd> EndAsync(TaskKind kind)
    {
        using var attempt = new Attempt(kind, _work.Claimed("one"), _work.Services);
        await attempt.RunAsync().WaitAsync(Patience.Token);
        return (await _work.Board.EndedAsync()).End;
    }

    private IEnumerable<int> Rows(CancellationToken stopping)
    {
        _isWritten.TrySetResult();
        stopping.WaitHandle.WaitOne();
        stopping.ThrowIfCancellationRequested();
        yield return 1;
    }

    private sealed class Reader(Work.Store store) : IBackgroundTaskHandler<Work.NoArgs>
    {
        public Task<object?> RunAsync(Work.NoArgs args, TaskContext context) => Task.FromResult<object?>(Enumerable.Range(1, 2).Select(store.Read));
    }
}
