using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.FanOut;

/// <summary>Everybody comes back at once, each at an offset of its own.</summary>
public sealed class StormTests
{
    private const int Clients = 2_000, Events = 1_000;

    [Fact]
    public async Task Thousands_that_resubscribe_at_once_cost_each_event_one_encoding_per_protocol()
    {
        var clock = new FakeTimeProvider();
        await using var running = new RunningShard(clock, options => options.FanOut.MaxSliceBytes = 8_192);
        var log = Given.Log(clock);
        log.AppendNumbers(Events);
        var clients = Enumerable.Range(0, Clients)
            .Select(i => (Client: new PipedClient(i % 2 == 0 ? "json" : "messagepack"), Protocol: i % 2 == 0 ? "json" : "messagepack", Missed: 1 + (i * 7 % Events)))
            .ToList();

        foreach (var (client, protocol, missed) in clients)
        {
            var reply = await running.SubscribeAsync(running.Attach(client, protocol), log, since: new StreamPosition("epoch", Events - missed));
            Assert.True(reply.Recovered);
        }

        foreach (var (client, _, missed) in clients)
        {
            Assert.Equal(Enumerable.Range(Events - missed + 1, missed).Select(i => (long)i), RunningShard.OffsetsOf(await client.ReadAsync(missed)));
        }

        // The newest block of each protocol was begun by its first reader, and made once more, whole, for the second.
        Assert.InRange(running.Counted["events.encoded"], 2 * Events, 2 * (Events + 120));
    }
}
