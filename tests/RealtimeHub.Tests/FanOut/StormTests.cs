using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
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

    [Fact]
    public async Task Thousands_that_come_back_conflating_share_one_look_at_the_log_and_one_encoding()
    {
        const int Keys = 100;
        var clock = new FakeTimeProvider();
        await using var running = new RunningShard(clock, options => options.FanOut.MaxSliceBytes = 2_048);
        var log = Given.Log(clock, new NamespaceOptions { AlwaysSendMeta = true });
        for (var i = 1; i <= Events; i++) log.Append(Given.Json($"{i}", key: $"k{i % Keys}"));
        var clients = Enumerable.Range(0, Clients).Select(i => (Client: new PipedClient(), Missed: 1 + (i * 7 % Events))).ToList();

        foreach (var (client, missed) in clients)
        {
            await running.SubscribeAsync(running.Attach(client), log, since: new StreamPosition("epoch", Events - missed), conflate: true);
        }

        foreach (var (client, missed) in clients)
        {
            var newest = Math.Min(missed, Keys);
            var messages = await client.ReadAsync(newest, withMeta: true);
            Assert.Equal(Enumerable.Range(Events - newest + 1, newest).Select(i => (long)i), RunningShard.OffsetsOf(messages));
        }

        // Twice at the most: for the first reader, and once more for all others.
        Assert.InRange(running.Counted["events.encoded"], Keys, 2 * Keys);
    }
}
