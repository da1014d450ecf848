using System.Text;
using System.Threading.Channels;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Tasks.Running;
using RealtimeHub.Tests.Sources.Support;
using RealtimeHub.Tests.Tasks.Support;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>What a runner does when two things happen at once.</summary>
public sealed class KindRunnerTests : IDisposable
{
    private readonly Work _work = new(new RecordingPublisher());
    private readonly Channel<TaskContext> _begun = Channel.CreateUnbounded<TaskContext>();
    private readonly ResourcePool _resources = new(new Dictionary<string, int>());
    private readonly CancellationTokenSource _stop = new();

    public KindRunnerTests() => _work.Act = async context =>
    {
        _begun.Writer.TryWrite(context);

        // It ends when it is told to, and not before.
        return await new TaskCompletionSource<object?>().Task.WaitAsync(context.Stopping);
    };

    [Fact]
    public async Task What_is_claimed_while_the_node_stops_is_handed_back()
    {
        using var runner = new KindRunner(Work.Kind(), _resources, _work.Services);
        var runs = runner.RunAsync(_stop.Token);
        await _work.Board.AskedAsync();

        await _stop.CancelAsync();
        var ends = runner.EndAsync(TimeSpan.Zero);
        _work.Board.Give(_work.Claimed("one"));

        Assert.IsType<AttemptEnd.HandedBack>((await _work.Board.EndedAsync()).End);
        await Task.WhenAll(runs, ends).WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task The_next_attempt_of_a_task_may_begin_before_the_one_before_has_gone_and_each_is_told_to_stop_by_its_number()
    {
        using var runner = new KindRunner(Work.Kind(workers: 2), _resources, _work.Services);
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Board.BeforeEnd = task => task.Attempt == 1 ? mayEnd.Task : Task.CompletedTask;
        var runs = runner.RunAsync(_stop.Token);

        await _work.Board.AskedAsync();
        _work.Board.Give(_work.Claimed("one", attempt: 1));
        var first = await BegunAsync();
        runner.Cancel("one", attempt: 1);
        await _work.Board.AskedAsync();
        _work.Board.Give(_work.Claimed("one", attempt: 2));
        var second = await BegunAsync();
        runner.Cancel("one", attempt: 1);
        mayEnd.SetResult();
        await _work.Board.EndedAsync();

        // The worker of the first one is free again: all of it has gone.
        await _work.Board.AskedAsync();
        Assert.Equal((1, true, false), (runner.Running, first.Stopping.IsCancellationRequested, second.Stopping.IsCancellationRequested));
        runner.Cancel("one", attempt: 2);
        Assert.Equal(2, (await _work.Board.EndedAsync()).Task.Attempt);
        await StopAsync(runner, runs);
    }

    [Fact]
    public async Task A_claim_that_goes_wrong_in_any_way_is_made_again()
    {
        using var runner = new KindRunner(Work.Kind(), _resources, _work.Services);
        _work.Board.Trouble = new KeyNotFoundException("doc");
        var runs = runner.RunAsync(_stop.Token);
        await _work.Board.AskedAsync();

        runner.Wake();
        await _work.Board.AskedAsync();
        _work.Board.Give(_work.Claimed("one"));

        Assert.Equal("one", (await BegunAsync()).Id);
        await _stop.CancelAsync();
        await Task.WhenAll(runs, runner.EndAsync(TimeSpan.Zero)).WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task What_a_handler_says_last_is_noted_before_its_end()
    {
        using var runner = new KindRunner(Work.Kind(), _resources, _work.Services);
        _work.Act = context =>
        {
            for (var row = 1; row <= 5; row++) context.Report(row * 20, $"{row} rows");
            return Task.FromResult<object?>(null);
        };
        var runs = runner.RunAsync(_stop.Token);
        _work.Board.Give(_work.Claimed("one"));
        await _work.Board.EndedAsync();

        Assert.Equal((100d, "5 rows"), _work.Board.LastNote);
        await StopAsync(runner, runs);
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_fails_its_attempt()
    {
        using var runner = new KindRunner(Work.Kind(workers: 2), _resources, _work.Services);
        _work.Act = _ => Task.FromResult<object?>(new { Number = double.NaN });
        var runs = runner.RunAsync(_stop.Token);
        _work.Board.Give(_work.Claimed("one"));

        Assert.Equal(TaskFaults.HandlerFailed, Assert.IsType<AttemptEnd.Failed>((await _work.Board.EndedAsync()).End).Error.Code);
        await StopAsync(runner, runs);
    }

    [Fact]
    public async Task What_a_handler_does_when_its_time_is_over_can_throw_and_hang_and_the_task_ends_all_the_same()
    {
        using var runner = new KindRunner(Work.Kind(), _resources, _work.Services);
        using var hangs = new ManualResetEventSlim();
        _work.Act = context =>
        {
            context.Stopping.Register(() => throw new InvalidOperationException("at the wrong time"));
            context.Stopping.Register(hangs.Wait);
            _begun.Writer.TryWrite(context);
            return new TaskCompletionSource<object?>().Task;
        };
        _ = runner.RunAsync(_stop.Token);
        _work.Board.Give(_work.Claimed("one"));
        await BegunAsync();

        while (await _work.Clock.NextWaitAsync() != Work.Time) { }
        _work.Clock.Advance(Work.Time);
        while (await _work.Clock.NextWaitAsync() != _work.Services.Options.Grace) { }
        _work.Clock.Advance(_work.Services.Options.Grace);

        Assert.Equal(TaskFaults.Abandoned, Assert.IsType<AttemptEnd.Failed>((await _work.Board.EndedAsync()).End).Error.Code);
        hangs.Set();
    }

    [Fact]
    public async Task The_time_of_an_attempt_that_computes_begins_with_its_first_turn()
    {
        using var runner = new KindRunner(Work.Kind(workers: 2, isHeavy: true), _resources, _work.Services);
        using var mayGoOn = new ManualResetEventSlim();
        _work.Act = context =>
        {
            _begun.Writer.TryWrite(context);
            mayGoOn.Wait(Patience.Token);
            return Task.FromResult<object?>(null);
        };
        var runs = runner.RunAsync(_stop.Token);
        _work.Board.Give(_work.Claimed("one"));
        var first = await BegunAsync();
        while (await _work.Clock.NextWaitAsync() != Work.Time) { }

        // The second one stands in line as soon as somebody watches the one that has its turn. It gets one when that is told to stop.
        _work.Board.Give(_work.Claimed("two"));
        while (await _work.Clock.NextChangeAsync() != Turnstile.LongTurn / 2) { }
        _work.Clock.Advance(Work.Time);
        var second = await BegunAsync();

        Assert.Equal(("one", true, "two", false), (first.Id, first.Stopping.IsCancellationRequested, second.Id, second.Stopping.IsCancellationRequested));
        mayGoOn.Set();
        await _work.Board.EndedAsync();
        await _work.Board.EndedAsync();
        await StopAsync(runner, runs);
    }

    [Fact]
    public async Task An_attempt_that_computes_and_ends_elsewhere_waits_for_no_other_turn()
    {
        using var runner = new KindRunner(Work.Kind(workers: 2, isHeavy: true), _resources, _work.Services);
        using var mayGoOn = new ManualResetEventSlim();
        var answer = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Act = context =>
        {
            _begun.Writer.TryWrite(context);
            if (context.Id == "one") return ElsewhereAsync(answer.Task);
            mayGoOn.Wait(Patience.Token);
            return Task.FromResult<object?>(null);
        };
        var runs = runner.RunAsync(_stop.Token);
        foreach (var id in new[] { "one", "two" })
        {
            _work.Board.Give(_work.Claimed(id));
            await BegunAsync();
        }

        answer.SetResult(1);

        var (task, end) = await _work.Board.EndedAsync();
        Assert.Equal(("one", "1"), (task.Id, Encoding.UTF8.GetString(Assert.IsType<AttemptEnd.Succeeded>(end).Result!)));
        mayGoOn.Set();
        await _work.Board.EndedAsync();
        await StopAsync(runner, runs);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, false)]
    public async Task An_attempt_that_cannot_be_made_is_tried_again_after_a_pause_while_there_are_some_left(int failures, bool isTriedAgain)
    {
        using var runner = new KindRunner(Work.Kind(isHeavy: true), _resources, _work.ServicesWithoutThreads());
        var runs = runner.RunAsync(_stop.Token);
        _work.Board.Give(_work.Claimed("one") with { Failures = failures });

        var end = Assert.IsType<AttemptEnd.Failed>((await _work.Board.EndedAsync()).End);
        Assert.Equal((TaskFaults.HandlerFailed, isTriedAgain), (end.Error.Code, end.RetryAfter > TimeSpan.Zero));
        await StopAsync(runner, runs);
    }

    [Fact]
    public async Task A_handler_that_nobody_waits_for_any_more_may_go_on_talking()
    {
        using var runner = new KindRunner(Work.Kind(), _resources, _work.Services);
        _work.Act = context =>
        {
            _begun.Writer.TryWrite(context);
            return new TaskCompletionSource<object?>().Task;
        };
        _ = runner.RunAsync(_stop.Token);
        _work.Board.Give(_work.Claimed("one"));
        var context = await BegunAsync();
        context.Report(1);
        runner.Cancel("one", attempt: 1);
        while (await _work.Clock.NextWaitAsync() != _work.Services.Options.Grace) { }
        _work.Clock.Advance(_work.Services.Options.Grace);
        await _work.Board.EndedAsync();

        for (var i = 0; i < 3; i++) context.Report(i);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _work.Dispose();
    }

    private static async Task<object?> ElsewhereAsync(Task<object?> answer) => await answer.ConfigureAwait(false);

    private async Task<TaskContext> BegunAsync() => await _begun.Reader.ReadAsync(Patience.Token);

    private async Task StopAsync(KindRunner runner, Task runs)
    {
        await _stop.CancelAsync();
        var ends = runner.EndAsync(TimeSpan.Zero);

        // It asks for the next one, and gets it when it has no use for it.
        _work.Board.Give(_work.Claimed("last"));
        await Task.WhenAll(runs, ends).WaitAsync(Patience.Token);
    }
}
