using System.Globalization;
using RealtimeHub.TestKit.Processes;

namespace ClusterTests.Sources;

/// <summary>Entries of a stream whose topic takes no events for longer than a consumer may keep them.</summary>
public sealed class LongWaitTests
{
    private const int EventRefused = 1301;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_another_consumer_has_taken_over_meanwhile_is_not_published_again()
    {
        await using var run = await StreamRun.StartAsync();
        var server = await WaitingAsync(run, entries: 4);

        var taken = await TakeOverAsync(run);
        await run.Redis.CallAsync(["XACK", StreamRun.Stream, "realtimehub", .. taken]);
        await run.AddAsync("topic", "others", "data", "4");

        Assert.Equal(["4"], await StreamRun.EventsAsync(server, "others", 1));
        Assert.Equal(["0"], await StreamRun.ReadAsync(server.Http, "orders"));
        await run.AcknowledgedAsync();
    }

    [Fact]
    public async Task What_stands_in_the_log_is_acknowledged_before_the_next_entry_waits()
    {
        await using var run = await StreamRun.StartAsync();
        await WaitingAsync(run, entries: 4);

        await Poll.UntilAsync(async () => await run.PendingAsync() == 3, Limit, () => "the first entry is not acknowledged");
    }

    [Fact]
    public async Task An_entry_that_has_to_wait_is_not_to_blame_for_changing_hands()
    {
        await using var run = await StreamRun.StartAsync();
        var server = await WaitingAsync(run, entries: 2);
        await TakeOverAsync(run);

        // This node takes it over again, and waits once more.
        await server.WaitForLogAsync(StreamRun.Waits, 2);

        await Poll.UntilAsync(async () => await DeliveriesAsync(run) == 1, Limit, () => "it counts as one that makes its consumers die");
    }

    /// <summary>A server that has published the first of the entries, and may publish no other one for an hour.</summary>
    private static async Task<TestServer> WaitingAsync(StreamRun run, int entries)
    {
        for (var i = 0; i < entries; i++) await run.AddAsync("topic", "orders", "data", i.ToString(CultureInfo.InvariantCulture));
        var server = (await run.ServeAsync(("Sources:RedisStreams:orders:TakeOverAfter", "00:00:01"), ("DefaultNamespace:TopicPublishLimit", "1/h burst 1"))).Allows(StreamRun.Waits).Allows(EventRefused);
        await server.WaitForLogAsync(StreamRun.Waits, 1);
        return server;
    }

    /// <summary>Takes over what nobody has acknowledged for a second, as soon as there is any.</summary>
    private static async Task<IReadOnlyList<string>> TakeOverAsync(StreamRun run)
    {
        IReadOnlyList<string> taken = [];
        await Poll.UntilAsync(
            async () => (taken = [.. (await run.Redis.CallAsync("XAUTOCLAIM", StreamRun.Stream, "realtimehub", "other", "1000", "0", "JUSTID")).Items[1].Items.Select(id => id.Text)]).Count > 0, Limit, () => "nothing can be taken over");
        return taken;
    }

    /// <summary>How often the oldest entry that is not acknowledged was handed out.</summary>
    private static async Task<long> DeliveriesAsync(StreamRun run) => (await run.Redis.CallAsync("XPENDING", StreamRun.Stream, "realtimehub", "-", "+", "1")).Items[0].Items[3].Number;
}
