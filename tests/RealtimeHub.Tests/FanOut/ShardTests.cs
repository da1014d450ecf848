using Microsoft.Extensions.Time.Testing;
using RealtimeHub.FanOut;
using RealtimeHub.Tests.FanOut.Support;
using Xunit;

namespace RealtimeHub.Tests.FanOut;

/// <summary>The loop itself, with work made for the test.</summary>
public sealed class ShardTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Work_is_done_one_at_a_time_in_the_order_in_which_it_came()
    {
        await using var running = new RunningShard(_clock);
        var (inside, done) = (0, new List<int>());
        for (var i = 0; i < 1_000; i++)
        {
            var number = i;
            running.Shard.Post(new Work(() =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                done.Add(number);
                Interlocked.Decrement(ref inside);
            }));
        }

        await running.SettleAsync();

        Assert.Equal(Enumerable.Range(0, 1_000), done);
    }

    [Fact]
    public async Task Work_that_fails_is_logged_and_the_loop_goes_on()
    {
        var running = new RunningShard(_clock);
        running.Shard.Post(new Work(() => throw new InvalidOperationException("a bug")));

        await running.SettleAsync();

        var entry = Assert.Single(running.Logs.Entries);
        Assert.Equal((1102, "a bug"), (entry.EventId, entry.Error?.Message));
        Assert.Contains("the shard goes on", entry.Message, StringComparison.Ordinal);
        running.Complete();
    }

    [Fact]
    public async Task Completing_lets_the_loop_end_after_what_was_posted_before()
    {
        var shard = new RunningShard(_clock);
        var done = 0;
        for (var i = 0; i < 100; i++) shard.Shard.Post(new Work(() => done++));

        await shard.DisposeAsync();
        shard.Shard.Post(new Work(() => done++));

        Assert.Equal(100, done);
    }

    private sealed class Work(Action run) : IShardWork
    {
        public void Run() => run();
    }
}
