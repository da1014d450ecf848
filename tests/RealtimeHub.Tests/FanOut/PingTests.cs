using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut;

public sealed class PingTests : IDisposable
{
    private const int Interval = 15;

    // Three quarters of it.
    private const int Round = 12;

    private static readonly JsonEventEncoder Encoder = new();

    private readonly Counters _counted = new();
    private readonly Shard _shard;

    public PingTests() => _shard = new Shard(Given.Options().Value, _counted.Metrics, new FakeTimeProvider(), NullLogger.Instance);

    [Fact]
    public void A_silent_connection_hears_of_the_server_in_each_round()
    {
        var connection = new RecordingConnection();
        Open(connection);
        PassSeconds(Round);
        connection.Written.Clear();

        PassSeconds(4 * Round);

        Assert.Equal(4, connection.Written.Count);
        Assert.All(connection.Written, message => Assert.Same(Encoder.Ping, message));
    }

    [Fact]
    public void Connections_that_came_in_one_second_are_pinged_spread_over_the_round()
    {
        var pings = 0;
        for (var i = 0; i < 1_500; i++) Open(new RecordingConnection { WhenWritten = () => pings++ });
        PassSeconds(Round);

        for (var second = 0; second < Round; second++)
        {
            pings = 0;
            PassSeconds(1);
            Assert.Equal(1_500 / Round, pings);
        }
    }

    [Fact]
    public void A_connection_that_has_just_got_an_event_is_not_pinged_and_never_waits_longer_than_the_interval()
    {
        var log = Given.Log(new FakeTimeProvider());
        var (second, last, longest) = (0, 0, 0);
        var connection = new RecordingConnection { WhenWritten = () => (longest, last) = (Math.Max(longest, second - last), second) };
        Subscribe(Open(connection), log);

        for (second = 1; second <= 40 * Interval; second++)
        {
            // At every distance from a ping.
            if (second % 16 == 0) log.AppendNumbers(1);
            PassSeconds(1);
        }

        Assert.InRange(longest, 1, Interval);
        Assert.True(connection.Written.Count(message => message == Encoder.Ping) < 40);
    }

    [Fact]
    public void A_connection_whose_write_is_pending_is_not_written_to()
    {
        var connection = new RecordingConnection { HoldsUp = true };
        Open(connection);

        PassSeconds(4 * Round);

        Assert.Single(connection.Written);
    }

    [Fact]
    public void Connections_that_have_left_are_forgotten_and_the_others_keep_their_turn()
    {
        var connections = Enumerable.Range(0, 100).Select(_ => new RecordingConnection()).ToList();
        var subscribers = connections.Select(Open).ToList();
        for (var i = 0; i < 100; i += 3) Run(new CloseWork(subscribers[i]));

        // Some had their turn just after they came, when they needed none.
        PassSeconds(Round);
        connections.ForEach(connection => connection.Written.Clear());

        PassSeconds(2 * Round);

        Assert.All(connections.Index(), entry => Assert.Equal(entry.Index % 3 == 0 ? 0 : 2, entry.Item.Written.Count));
    }

    [Fact]
    public void The_pings_are_those_of_SignalR()
    {
        Assert.Equal("{\"type\":6}\u001e"u8, Encoder.Ping.Bytes.Span);
        Assert.Equal([2, 0x91, 6], new MessagePackEventEncoder().Ping.Bytes.ToArray());
    }

    public void Dispose() => _counted.Dispose();

    private Subscriber Open(RecordingConnection connection)
    {
        var subscriber = new Subscriber(connection, _shard, Encoder);
        Run(new OpenWork(subscriber));
        return subscriber;
    }

    private void Subscribe(Subscriber subscriber, TopicLog log)
    {
        var asked = FanOutService.SubscribeAsync(subscriber, log, new SubscribeRequest());
        Turn();
        ((SubscribeOutcome.Done)asked.Result).Subscription.Activate();
        Turn();
    }

    private void PassSeconds(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Turn();
            _shard.LookAround();
        }
    }

    private void Run(IShardWork work)
    {
        _shard.Post(work);
        Turn();
    }

    private void Turn()
    {
        while (_shard.RunNext())
        {
        }
    }
}
