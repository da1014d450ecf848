using CsCheck;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Properties;

/// <summary>A shard whose work is run by the test, one item after the other.</summary>
public sealed class LaneProperties
{
    private static readonly Diagnostics.RealtimeHubMetrics Metrics = Given.Metrics();

    private static readonly Gen<(double Rate, (int Milliseconds, int Events)[] Steps)> Cases =
        Gen.Select(Gen.OneOf(5.0, 12, 30, 100), Gen.Select(Gen.Int[0, 60], Gen.Int[0, 3]).Array[1, 10]);

    [Fact]
    public void Deliveries_are_apart_and_nothing_waits_for_longer_than_that() =>
        Cases.Sample(
            (rate, steps) =>
            {
                var lane = new OneLane(rate);
                foreach (var (milliseconds, events) in steps)
                {
                    lane.Append(events);
                    lane.Advance(milliseconds);
                }

                lane.Advance((int)(1_000 / rate) + 1);
                lane.Check();
            },
            iter: Campaign.Cases);

    /// <summary>One subscriber with a rate, and one without.</summary>
    private sealed class OneLane
    {
        private static readonly PlainEncoder Encoder = new("json");

        private readonly FakeTimeProvider _clock = new();
        private readonly Shard _shard;
        private readonly TopicLog _log;
        private readonly List<long> _appended = [];
        private readonly List<(long At, long UpTo)> _delivered = [];
        private readonly TimeSpan _interval;

        public OneLane(double rate)
        {
            _interval = TimeSpan.FromSeconds(1 / rate);
            _shard = new Shard(new RealtimeHubOptions(), Metrics, _clock, NullLogger.Instance);
            _log = Given.Log(_clock);
            var work = FanOutService.SubscribeAsync(new Subscriber(new Recorder(this), _shard, Encoder), _log, new SubscribeRequest { MaxRate = rate });
            RunAll();
            Assert.IsType<SubscribeOutcome.Done>(work.Result).Subscription.Activate();
            RunAll();
        }

        public void Append(int count)
        {
            for (var i = 0; i < count; i++) _appended.Add(_clock.GetTimestamp());
            _log.AppendNumbers(count);
            RunAll();
        }

        public void Advance(int milliseconds)
        {
            // One at a time: a clock that jumps rings all its timers at the end of the jump.
            for (var i = 0; i < milliseconds; i++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(1));
                RunAll();
            }
        }

        public void Check()
        {
            Assert.Equal(_log.Head, _delivered.Count == 0 ? 0 : _delivered[^1].UpTo);
            var cursor = 0L;
            for (var i = 0; i < _delivered.Count; i++)
            {
                var (at, upTo) = _delivered[i];
                Assert.True(i == 0 || _clock.GetElapsedTime(_delivered[i - 1].At, at) >= _interval, "too early");
                Assert.True(_clock.GetElapsedTime(_appended[(int)cursor], at) <= _interval + TimeSpan.FromMilliseconds(1), "too late");
                cursor = upTo;
            }
        }

        private void RunAll()
        {
            while (_shard.RunNext())
            {
            }
        }

        private sealed class Recorder(OneLane lane) : IClientConnection
        {
            public string Id => "one";

            public string Protocol => "json";

            public ValueTask WriteAsync(ClientMessage message)
            {
                var parts = PlainEncoder.Read(message.Bytes.Span);
                Assert.Equal(lane._delivered.Count == 0 ? 0 : lane._delivered[^1].UpTo, parts[0].From);
                lane._delivered.Add((lane._clock.GetTimestamp(), parts[^1].To));
                return ValueTask.CompletedTask;
            }

            public Task EndAsync(CloseCode code, string reason, TimeSpan comeBackAfter) => Task.CompletedTask;

            public void Abort()
            {
            }
        }
    }
}
