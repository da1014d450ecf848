using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Transport.Loops;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Loops;

public sealed class EventLoopTests
{
    private const int FailedWork = 3001;

    [Fact]
    public async Task Everything_that_many_threads_post_is_done_on_the_loop()
    {
        const int Threads = 8, Each = 20_000;
        using var loop = new TestLoop();
        var (done, elsewhere) = (0, 0);
        var work = new TestLoop.Work(() =>
        {
            done++;
            if (!loop.Loop.IsCurrent) elsewhere++;
        });
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ =>
        {
            for (var i = 0; i < Each; i++) loop.Loop.Post(work);
        });

        Assert.Equal((Threads * Each, 0), await loop.DoAsync(() => (done, elsewhere)));
    }

    [Fact]
    public async Task Work_of_one_thread_is_done_in_order()
    {
        using var loop = new TestLoop();
        var order = new List<int>();
        for (var i = 0; i < 1_000; i++)
        {
            var number = i;
            loop.Loop.Post(new TestLoop.Work(() => order.Add(number)));
        }

        Assert.Equal(Enumerable.Range(0, 1_000), await loop.DoAsync(() => order));
    }

    [Fact]
    public async Task A_work_that_fails_is_logged_and_the_loop_goes_on()
    {
        using var log = new RecordedLog();
        using var loop = new TestLoop(logger: log.CreateLogger("loop"));
        loop.Loop.Post(new TestLoop.Work(() => throw new InvalidOperationException("a bug")));

        Assert.True(await loop.DoAsync(() => true));
        Assert.Single(log.Of(FailedWork));
    }

    [Fact]
    public async Task Members_are_looked_at_once_a_second_of_the_clock()
    {
        var clock = new FakeTimeProvider();
        using var loop = new TestLoop(clock);
        var members = Enumerable.Range(0, 50).Select(_ => new Counter()).ToList();
        await loop.DoAsync(() => members.ForEach(loop.Loop.AddTicked));
        clock.Advance(TimeSpan.FromSeconds(1));
        await loop.DoAsync(() => { });

        // The ticks were due before the work was posted, and are done after it at the latest.
        Assert.All(await loop.DoAsync(() => members.ConvertAll(member => member.Ticks)), ticks => Assert.Equal(1, ticks));
        await loop.DoAsync(() => members.ForEach(loop.Loop.RemoveTicked));
    }

    [Fact]
    public void A_loop_that_never_started_can_be_disposed_of()
    {
        using var loop = new EventLoop(0, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
    }

    [Fact]
    public async Task A_loop_that_has_ended_takes_posts_without_harm()
    {
        var loop = new TestLoop();
        await loop.DoAsync(() => { });
        loop.Dispose();

        loop.Loop.Post(new TestLoop.Work(() => { }));
    }

    private sealed class Counter : ITicked
    {
        public int Ticks { get; private set; }

        public WheelPlace Place { get; set; }

        public void Tick() => Ticks++;
    }
}
