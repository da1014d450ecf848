using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Sources;
using RealtimeHub.Tests.Sources.Support;
using Xunit;

namespace RealtimeHub.Tests.Sources;

public sealed class SourceSupervisorTests
{
    private const int Refused = 1301;
    private const int Failed = 1302;
    private const int ReturnedEarly = 1303;

    [Fact]
    public async Task Publishes_what_a_source_writes_in_order_with_all_its_fields()
    {
        var publisher = new RecordingPublisher();
        var source = new TestSource("ordered", async output =>
        {
            for (var i = 0; i < 5_000; i++) await output.SayAsync(i);
            var last = SourceEvent.FromValue("t:test", "last") with { Key = "k", Type = "y", Id = "i" };
            await output.Events.WriteAsync(last, output.Stopping);
            await output.UntilStoppedAsync();
        });

        await using var running = await RunningSources.StartAsync(publisher, null, source);

        Assert.Equal(Enumerable.Range(0, 5_000).Select(i => $"{i}"), await publisher.NextAsync(5_000));
        var request = await publisher.NextRequestAsync();
        Assert.Equal(("t:test", "k", "y", "i"), (request.Topic.Value, request.Key, request.Type, request.Id));
    }

    [Fact]
    public async Task A_source_that_throws_every_third_event_keeps_its_topic_going()
    {
        var publisher = new RecordingPublisher();
        var next = 0;
        var source = new TestSource("stumbling", async output =>
        {
            while (true)
            {
                if (++next % 3 == 0) throw new InvalidOperationException("third");
                await output.SayAsync(next);
            }
        });

        await using var running = await RunningSources.StartAsync(publisher, null, source);
        for (var failure = 0; failure < 3; failure++) await running.Clock.PassNextWaitAsync();

        Assert.Equal(["1", "2", "4", "5", "7", "8", "10", "11"], await publisher.NextAsync(8));
        Assert.All(running.Log.Entries, entry => Assert.Equal((Failed, "third"), (entry.EventId, entry.Error?.Message)));
    }

    [Fact]
    public async Task A_source_that_keeps_failing_rests_longer_each_time_until_it_runs_well_for_a_while()
    {
        var (ranWell, enough) = (new TaskCompletionSource(), new TaskCompletionSource());
        var source = new TestSource("failing", async output =>
        {
            if (output.Run == 4)
            {
                ranWell.SetResult();
                await enough.Task;
            }

            throw new InvalidOperationException();
        });

        await using var running = await RunningSources.StartAsync(new RecordingPublisher(), null, source);
        Assert.InRange((await running.Clock.PassNextWaitAsync()).TotalSeconds, 0.8, 1);
        Assert.InRange((await running.Clock.PassNextWaitAsync()).TotalSeconds, 1.6, 2);
        Assert.InRange((await running.Clock.PassNextWaitAsync()).TotalSeconds, 3.2, 4);

        await ranWell.Task.WaitAsync(Patience.Token);
        running.Clock.Advance(TimeSpan.FromSeconds(60));
        enough.SetResult();
        Assert.InRange((await running.Clock.NextWaitAsync()).TotalSeconds, 0.8, 1);
    }

    [Fact]
    public async Task A_source_that_returns_early_is_started_again()
    {
        var publisher = new RecordingPublisher();
        var source = new TestSource("brief", async output => await output.SayAsync(output.Run));

        await using var running = await RunningSources.StartAsync(publisher, null, source);
        await running.Clock.PassNextWaitAsync();

        Assert.Equal(["1", "2"], await publisher.NextAsync(2));
        Assert.Contains("brief", running.Log.Of(ReturnedEarly)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_failing_source_disturbs_no_other()
    {
        var publisher = new RecordingPublisher();
        var failing = new TestSource("failing", _ => throw new InvalidOperationException());
        var blocking = new TestSource("blocking", output => Task.Run(() => output.Stopping.WaitHandle.WaitOne()));
        var steady = new TestSource("steady", async output =>
        {
            for (var i = 0; i < 100; i++) await output.SayAsync(i);
            await output.UntilStoppedAsync();
        });

        await using var running = await RunningSources.StartAsync(publisher, null, failing, blocking, steady);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), await publisher.NextAsync(100));
    }

    [Fact]
    public async Task A_source_that_completes_its_channel_only_fails_itself()
    {
        var publisher = new RecordingPublisher();
        var source = new TestSource("final", async output =>
        {
            await output.SayAsync(output.Run);
            output.Events.Complete();
        });

        await using var running = await RunningSources.StartAsync(publisher, null, source);
        await running.Clock.PassNextWaitAsync();

        Assert.Equal(["1", "2"], await publisher.NextAsync(2));
    }

    [Fact]
    public async Task A_source_that_is_faster_than_the_publisher_waits()
    {
        var publisher = new RecordingPublisher(heldUp: true);
        var full = new TaskCompletionSource<int>();
        var source = new TestSource("fast", async output =>
        {
            var written = 0;
            while (output.Events.TryWrite(SourceEvent.FromValue("t:test", written))) written++;
            full.SetResult(written);
            await output.SayAsync(written);
            await output.UntilStoppedAsync();
        });

        await using var running = await RunningSources.StartAsync(publisher, options => options.Capacity = 8, source);

        Assert.Equal(8, await full.Task.WaitAsync(Patience.Token));
        publisher.LetGo();
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8"], await publisher.NextAsync(9));
    }

    [Fact]
    public async Task A_refused_event_is_logged_rarely_and_does_not_stop_the_source()
    {
        var publisher = new RecordingPublisher
        {
            Answer = request => request.Data.ToString() switch
            {
                "-1" => throw new InvalidOperationException("broken"),
                "\"done\"" => null,
                _ => new PublishOutcome.Rejected(ErrorCode.UnknownNamespace, "no such namespace"),
            },
        };
        var source = new TestSource("refused", async output =>
        {
            await output.SayAsync(-1);
            for (var i = 0; i < 1_001; i++) await output.SayAsync(i);
            await output.Events.WriteAsync(SourceEvent.FromValue("t:test", "done"));
            await output.UntilStoppedAsync();
        });

        await using var running = await RunningSources.StartAsync(publisher, null, source);
        await publisher.NextAsync(1);

        Assert.Collection(
            running.Log.Of(Refused),
            first => Assert.Contains("code 100: broken. Refused with this code so far: 1;", first, StringComparison.Ordinal),
            second => Assert.Contains("code 102: no such namespace. Refused with this code so far: 1;", second, StringComparison.Ordinal),
            third => Assert.Contains("so far: 1001;", third, StringComparison.Ordinal));
    }
}
