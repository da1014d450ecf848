using RealtimeHub.Tests.Sources.Support;
using Xunit;

namespace RealtimeHub.Tests.Sources;

public sealed class SourceSupervisorStopTests
{
    private const int DidNotStop = 1305;
    private const int GaveUp = 1306;

    [Fact]
    public async Task Publishes_what_was_written_before_it_stops()
    {
        var publisher = new RecordingPublisher(heldUp: true);
        var written = new TaskCompletionSource();
        var source = new TestSource("writer", async output =>
        {
            for (var i = 0; i < 10; i++) await output.SayAsync(i);
            written.SetResult();
            try
            {
                await output.UntilStoppedAsync();
            }
            finally
            {
                await output.SayAsync(10, CancellationToken.None);
            }
        });

        await using var running = await RunningSources.StartAsync(publisher, null, source);
        await written.Task.WaitAsync(Patience.Token);
        var stopping = running.StopAsync();
        Assert.False(stopping.IsCompleted);
        publisher.LetGo();
        await stopping;

        Assert.Equal(Enumerable.Range(0, 11).Select(i => $"{i}"), publisher.Rest());
        Assert.Empty(running.Log.Entries);
    }

    [Fact]
    public async Task Gives_up_when_the_hosts_time_is_over_and_says_how_much_is_left()
    {
        var written = new TaskCompletionSource();
        var source = new TestSource("writer", async output =>
        {
            for (var i = 0; i < 7; i++) await output.SayAsync(i);
            written.SetResult();
            await output.UntilStoppedAsync();
        });

        await using var running = await RunningSources.StartAsync(new RecordingPublisher(heldUp: true), null, source);
        await written.Task.WaitAsync(Patience.Token);
        await running.StopAtOnceAsync();

        Assert.Equal(
            "7 events of source writer were not published within the host's shutdown time and are lost.", Assert.Single(running.Log.Of(GaveUp)));
    }

    [Fact]
    public async Task Names_a_source_that_does_not_obey()
    {
        var started = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        var source = new TestSource("deaf", _ =>
        {
            started.SetResult();
            return never.Task;
        });

        await using var running = await RunningSources.StartAsync(new RecordingPublisher(), null, source);
        await started.Task.WaitAsync(Patience.Token);
        await running.StopAtOnceAsync();

        Assert.Contains("deaf", Assert.Single(running.Log.Of(DidNotStop)), StringComparison.Ordinal);
        never.SetResult();
    }

    [Fact]
    public async Task Does_not_start_a_resting_source_again()
    {
        var runs = 0;
        var source = new TestSource("failing", output =>
        {
            runs = output.Run;
            throw new InvalidOperationException();
        });

        await using var running = await RunningSources.StartAsync(new RecordingPublisher(), null, source);
        await running.Clock.NextWaitAsync();
        await running.StopAsync();

        Assert.Equal(1, runs);
    }
}
