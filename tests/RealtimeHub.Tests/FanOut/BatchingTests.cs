using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut;

/// <summary>Events of a topic that keeps its shard busy are written together. Writes take time here: that of the clock.</summary>
public sealed class BatchingTests : IDisposable
{
    private static readonly JsonEventEncoder Encoder = new();

    private readonly FakeTimeProvider _clock = new();
    private readonly Counters _counted = new();

    [Fact]
    public void After_a_walk_that_took_a_while_events_wait_for_others_and_go_out_in_one_write()
    {
        var (shard, log, connection) = Subscribed(writeTakes: TimeSpan.FromMilliseconds(0.5), maxDelay: TimeSpan.FromMilliseconds(5));

        Append(shard, log, 1);
        Append(shard, log, 7);
        Assert.Single(connection.Written);

        // Eight times as long as the walk, which took half a millisecond.
        _clock.Advance(TimeSpan.FromMilliseconds(3.9));
        Turn(shard);
        Assert.Single(connection.Written);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Turn(shard);
        Assert.Equal(2, connection.Written.Count);
    }

    [Fact]
    public void Nothing_waits_longer_than_the_option_says()
    {
        var (shard, log, connection) = Subscribed(writeTakes: TimeSpan.FromMilliseconds(50), maxDelay: TimeSpan.FromMilliseconds(5));

        Append(shard, log, 1);
        Append(shard, log, 1);
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        Turn(shard);

        Assert.Equal(2, connection.Written.Count);
    }

    [Theory]
    [InlineData(0.1, 5)] // A walk that is over soon is worth no rest.
    [InlineData(50, 0)] // Switched off.
    public void Every_event_goes_at_once_when_there_is_no_rest(double writeTakes, double maxDelay)
    {
        var (shard, log, connection) = Subscribed(TimeSpan.FromMilliseconds(writeTakes), TimeSpan.FromMilliseconds(maxDelay));

        for (var i = 0; i < 5; i++) Append(shard, log, 1);

        Assert.Equal(5, connection.Written.Count);
    }

    [Fact]
    public void An_event_after_a_pause_goes_at_once()
    {
        var (shard, log, connection) = Subscribed(writeTakes: TimeSpan.FromMilliseconds(1), maxDelay: TimeSpan.FromMilliseconds(5));

        for (var i = 1; i <= 5; i++)
        {
            Append(shard, log, 1);
            Assert.Equal(i, connection.Written.Count);
            _clock.Advance(TimeSpan.FromMilliseconds(6));
        }
    }

    public void Dispose() => _counted.Dispose();

    private (Shard Shard, TopicLog Log, RecordingConnection Connection) Subscribed(TimeSpan writeTakes, TimeSpan maxDelay)
    {
        var options = new RealtimeHubOptions { FanOut = { MaxBatchDelay = maxDelay } };
        var shard = new Shard(options, _counted.Metrics, _clock, NullLogger.Instance);
        var log = Given.Log(_clock);
        var connection = new RecordingConnection { WhenWritten = () => _clock.Advance(writeTakes) };
        var asked = FanOutService.SubscribeAsync(new Subscriber(connection, shard, Encoder), log, new SubscribeRequest());
        Turn(shard);
        ((SubscribeOutcome.Done)asked.Result).Subscription.Activate();
        Turn(shard);
        return (shard, log, connection);
    }

    private static void Append(Shard shard, TopicLog log, int count)
    {
        log.AppendNumbers(count);
        Turn(shard);
    }

    private static void Turn(Shard shard)
    {
        while (shard.RunNext())
        {
        }
    }
}
