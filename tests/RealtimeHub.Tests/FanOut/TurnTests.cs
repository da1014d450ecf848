using Microsoft.Extensions.Time.Testing;
using RealtimeHub.FanOut;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.FanOut;

/// <summary>A subscriber that lies far behind gets one slice, and then the others have their turn.</summary>
public sealed class TurnTests
{
    private const int Slice = 1_024;

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_subscriber_has_one_turn_at_a_time_also_when_a_write_finishes_while_it_waits_for_one()
    {
        await using var running = new RunningShard(_clock, options => options.FanOut.MaxSliceBytes = Slice);
        var (log, client) = (Given.Log(_clock), new PipedClient(roomFor: Slice));
        var subscriber = running.Attach(client);
        await running.SubscribeAsync(subscriber, log);
        var slices = new List<long>();
        using (await running.BlockAsync())
        {
            // The first slice is taken at once, and the subscriber waits for its next turn.
            log.AppendNumbers(900, first: 1_000);
            running.Shard.Post(new Step(() =>
            {
                // Meanwhile the topic advances: the second slice has no room until the client reads.
                subscriber.Find("news")!.Topic.Run();
                Assert.True(subscriber.IsWritePending);
                client.Drain();
            }));
        }

        running.Shard.Post(new Rounds(running.Shard, 20, () =>
        {
            client.Drain();
            slices.Add(running.Counted["slices.built"]);
        }));
        await Eventually.TrueAsync(() => Volatile.Read(ref slices).Count == 20);

        Assert.All(slices.Zip(slices.Skip(1)), pair => Assert.Equal(1, pair.Second - pair.First));
    }

    private sealed class Step(Action run) : IShardWork
    {
        public void Run() => run();
    }

    /// <summary>Looks once in each round of the loop.</summary>
    private sealed class Rounds(Shard shard, int left, Action look) : IShardWork
    {
        private int _left = left;

        public void Run()
        {
            look();
            if (--_left > 0) shard.Post(this);
        }
    }
}
