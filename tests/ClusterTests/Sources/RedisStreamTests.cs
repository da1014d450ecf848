using System.Globalization;
using RealtimeHub.TestKit.Processes;

namespace ClusterTests.Sources;

/// <summary>What other systems write to a stream of Redis becomes events: each of them, once, in its order.</summary>
public sealed class RedisStreamTests
{
    [Fact]
    public async Task Entries_become_events_and_are_acknowledged_when_these_stand_in_the_log()
    {
        await using var run = await StreamRun.StartAsync();
        var server = await run.ServeAsync(("Sources:RedisStreams:orders:Topic", "orders"));
        await using var client = await server.ConnectReadingMetaAsync();
        await client.SubscribeAsync("orders", tail: 10);

        await run.AddAsync("data", """{"id":7}""", "key", "seven");
        await run.AddAsync("data", "no JSON");
        await run.AddAsync("id", "8", "name", "Kraków");
        await run.AddAsync("topic", "others", "data", "1");

        var first = await client.NextEventAsync();
        Assert.Equal(("""{"id":7}""", "seven"), (first.Data.GetRawText(), first.Meta!.Key));
        await run.AcknowledgedAsync();
        Assert.Equal(["""{"id":7}""", "\"no JSON\"", """{"id":"8","name":"Kraków"}"""], await StreamRun.EventsAsync(server, "orders", 3));
        Assert.Equal(["1"], await StreamRun.EventsAsync(server, "others", 1));
    }

    [Fact]
    public async Task A_group_that_is_missing_is_made_and_begins_with_what_is_there()
    {
        await using var run = await StreamRun.StartAsync();
        for (var i = 0; i < 250; i++) await run.AddAsync("data", Text(i));

        var server = await run.ServeAsync(("Sources:RedisStreams:orders:Topic", "orders"));

        Assert.Equal(Enumerable.Range(0, 250).Select(Text), await StreamRun.EventsAsync(server, "orders", 250));
    }

    [Fact]
    public async Task A_group_may_begin_with_what_comes_and_one_that_is_lost_begins_at_the_beginning()
    {
        await using var run = await StreamRun.StartAsync();
        await run.AddAsync("data", "1");
        var server = (await run.ServeAsync(("Sources:RedisStreams:orders:Topic", "orders"), ("Sources:RedisStreams:orders:StartAt", "End"), ("Sources:MinRestartDelay", "00:00:00.050"))).Allows(SourceFailed);
        await GroupIsThereAsync(run);
        await run.AddAsync("data", "2");
        Assert.Equal(["2"], await StreamRun.EventsAsync(server, "orders", 1));

        await run.Redis.CallAsync("DEL", StreamRun.Stream);
        await run.AddAsync("data", "3");

        Assert.Equal(["2", "3"], await StreamRun.EventsAsync(server, "orders", 2));
    }

    [Fact]
    public async Task What_a_dead_consumer_has_read_is_taken_over()
    {
        await using var run = await StreamRun.StartAsync();
        await run.Redis.CallAsync("XGROUP", "CREATE", StreamRun.Stream, "realtimehub", "0", "MKSTREAM");
        for (var i = 0; i < 5; i++) await run.AddAsync("data", Text(i));
        await run.Redis.CallAsync("XREADGROUP", "GROUP", "realtimehub", "dead", "COUNT", "3", "STREAMS", StreamRun.Stream, ">");

        var server = await run.ServeAsync(("Sources:RedisStreams:orders:Topic", "orders"), ("Sources:RedisStreams:orders:TakeOverAfter", "00:00:01"), ("Sources:RedisStreams:orders:BatchSize", "2"));

        Assert.Equal(["0", "1", "2", "3", "4"], (await StreamRun.EventsAsync(server, "orders", 5)).Order(StringComparer.Ordinal));
        await run.AcknowledgedAsync();
    }

    [Fact]
    public async Task Poison_is_set_aside_with_its_reason_and_counted_and_the_others_go_on()
    {
        await using var run = await StreamRun.StartAsync();
        var server = (await run.ServeAsync(("Ingest:MaxEventBytes", "1000"))).Allows(StreamRun.SetAside).Allows(EventRefused);

        var id = await run.AddAsync("data", "1");
        await run.AddAsync("topic", "no topic", "data", "2");
        await run.AddAsync("topic", "nobody:knows", "data", "3");
        await run.AddAsync("topic", "orders", "data", new string('x', 2_000));
        await run.AddAsync("topic", "orders", "key", new string('k', 300), "data", "4");
        await run.AddAsync("topic", "task:1", "data", """{"state":"succeeded"}""");
        await run.AddAsync("topic", "orders", "data", "5");

        Assert.Equal(["5"], await StreamRun.EventsAsync(server, "orders", 1));
        await run.AcknowledgedAsync();
        await server.Metrics.WaitForAsync("realtimehub.source.set_aside", 6);
        var poison = await run.EntriesAsync(StreamRun.Poison);
        Assert.Equal(["it has no field 'topic', and Topic is not set", "'no topic' is not a topic name"], poison.Take(2).Select(entry => entry["reason"]));
        Assert.Equal((id, "1"), (poison[0]["id"], poison[0]["data"]));
        Assert.Equal((6, 1), (poison.Count, server.Logged(StreamRun.SetAside)));
    }

    [Fact]
    public async Task Of_much_poison_the_newest_is_kept()
    {
        await using var run = await StreamRun.StartAsync();
        for (var i = 0; i < 300; i++) await run.AddAsync("data", Text(i));
        (await run.ServeAsync(("Sources:RedisStreams:orders:MaxPoison", "100"))).Allows(StreamRun.SetAside);

        await run.PoisonAsync("299");
        Assert.InRange(await run.LengthAsync(StreamRun.Poison), 100, 210);
    }

    [Fact]
    public async Task An_entry_with_which_every_consumer_has_died_is_set_aside()
    {
        await using var run = await StreamRun.StartAsync();
        await run.Redis.CallAsync("XGROUP", "CREATE", StreamRun.Stream, "realtimehub", "0", "MKSTREAM");
        await run.AddAsync("data", "1");
        for (var i = 0; i < 3; i++) await run.Redis.CallAsync("XREADGROUP", "GROUP", "realtimehub", "dead", "STREAMS", StreamRun.Stream, i == 0 ? ">" : "0");

        (await run.ServeAsync(("Sources:RedisStreams:orders:Topic", "orders"), ("Sources:RedisStreams:orders:TakeOverAfter", "00:00:01"), ("Sources:RedisStreams:orders:MaxTries", "2"))).Allows(StreamRun.SetAside);

        await run.PoisonAsync("1");
        Assert.Contains("nobody has acknowledged it", Assert.Single(await run.EntriesAsync(StreamRun.Poison))["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_behind_one_that_cannot_be_set_aside_are_not_to_blame_for_it()
    {
        await using var run = await StreamRun.StartAsync();
        await run.AddAsync("topic", "no topic", "data", "bad");
        for (var i = 0; i < 5; i++) await run.AddAsync("topic", "orders", "data", Text(i));
        await run.Redis.CallAsync("ACL", "SETUSER", "default", "-xadd");
        var server = (await run.ServeAsync(("Sources:RedisStreams:orders:MaxTries", "2"), ("Sources:MinRestartDelay", "00:00:00.010"), ("Sources:MaxRestartDelay", "00:00:00.010"))).Allows(SourceFailed).Allows(StreamRun.SetAside);
        await server.WaitForLogAsync(SourceFailed, 4);

        await run.Redis.CallAsync("ACL", "SETUSER", "default", "+xadd");

        await run.PoisonAsync("bad");
        Assert.Equal(Enumerable.Range(0, 5).Select(Text), await StreamRun.EventsAsync(server, "orders", 5));
        await run.AcknowledgedAsync();
        Assert.Equal(1, await run.LengthAsync(StreamRun.Poison));
    }

    [Fact]
    public async Task While_Redis_has_no_memory_left_the_stream_waits_and_nobody_is_to_blame()
    {
        await using var run = await StreamRun.StartAsync();
        await run.AddAsync("topic", "no topic", "data", "bad");
        for (var i = 0; i < 5; i++) await run.AddAsync("topic", "orders", "data", Text(i));
        await run.Redis.SetAsync("maxmemory", "1");
        var server = (await run.ServeAsync()).Allows(StreamRun.Away).Allows(StreamRun.SetAside);
        await server.WaitForLogAsync(StreamRun.Away, 1);

        await run.Redis.SetAsync("maxmemory", "0");

        Assert.Equal(Enumerable.Range(0, 5).Select(Text), await StreamRun.EventsAsync(server, "orders", 5));
        Assert.Equal("'no topic' is not a topic name", Assert.Single(await run.EntriesAsync(StreamRun.Poison))["reason"]);
    }

    [Fact]
    public async Task What_a_topic_does_not_take_now_waits_in_the_stream_and_keeps_its_order()
    {
        await using var run = await StreamRun.StartAsync();
        for (var i = 0; i < 40; i++) await run.AddAsync("data", Text(i));

        var server = (await run.ServeAsync(
            ("Sources:RedisStreams:orders:Topic", "orders"), ("Sources:RedisStreams:orders:BatchSize", "10"), ("DefaultNamespace:TopicPublishLimit", "20/s burst 10"))).Allows(StreamRun.Waits).Allows(EventRefused);
        await server.WaitForLogAsync(StreamRun.Waits, 1);
        Assert.InRange(await run.PendingAsync(), 1, 10);

        Assert.Equal(Enumerable.Range(0, 40).Select(Text), await StreamRun.EventsAsync(server, "orders", 40));
        Assert.Equal((0, 0), (await run.LengthAsync(StreamRun.Poison), server.Metrics["realtimehub.source.set_aside"]));
    }

    [Fact]
    public async Task When_Redis_is_away_and_comes_back_nothing_is_lost_or_there_twice()
    {
        await using var run = await StreamRun.StartAsync();
        await run.Redis.KeepAsync(RedisDurability.EveryWrite);
        var server = (await run.ServeAsync(("Sources:RedisStreams:orders:Topic", "orders"))).Allows(StreamRun.Away);
        for (var i = 0; i < 200; i++) await run.AddAsync("data", Text(i));

        await run.Redis.KillAsync();
        await server.WaitForLogAsync(StreamRun.Away, 1);
        await run.Redis.StartAgainAsync();
        for (var i = 200; i < 300; i++) await run.AddAsync("data", Text(i));

        Assert.Equal(Enumerable.Range(0, 300).Select(Text), await StreamRun.EventsAsync(server, "orders", 300));
        await run.AcknowledgedAsync();
    }

    [Fact]
    public async Task A_server_that_stops_leaves_no_consumer_behind()
    {
        await using var run = await StreamRun.StartAsync();
        var server = await run.ServeAsync(("Sources:RedisStreams:orders:Topic", "orders"));
        await run.AddAsync("data", "1");
        await StreamRun.EventsAsync(server, "orders", 1);
        await run.AcknowledgedAsync();
        Assert.Single((await run.Redis.CallAsync("XINFO", "CONSUMERS", StreamRun.Stream, "realtimehub")).Items);

        await server.StopAsync();

        Assert.Empty((await run.Redis.CallAsync("XINFO", "CONSUMERS", StreamRun.Stream, "realtimehub")).Items);
    }

    [Fact]
    public async Task A_server_that_is_killed_between_the_log_and_the_acknowledgement_is_followed_by_one_that_repeats_nothing()
    {
        await using var run = await StreamRun.StartAsync();
        (string, string)[] settings = [.. run.Settings(("Redis:Configuration", run.Redis.Address), ("Sources:RedisStreams:orders:Topic", "orders"), ("Sources:RedisStreams:orders:TakeOverAfter", "00:00:01"))];

        // Events are appended, and no acknowledgement is taken. All entries are there before anybody reads: who cannot acknowledge the first ones does not come to the next.
        await run.Redis.CallAsync("ACL", "SETUSER", "default", "-xack");
        for (var i = 0; i < 10; i++) await run.AddAsync("data", Text(i));
        await using var first = new NodeProcess(settings);
        await first.StartAsync();
        using var http = new HttpClient { BaseAddress = first.Address };
        http.DefaultRequestHeaders.Add("X-API-Key", NodeProcess.Key);
        await StreamRun.EventsAsync(http, "orders", 10);
        await first.KillAsync();
        Assert.Equal(10, await run.PendingAsync());
        await run.Redis.CallAsync("ACL", "SETUSER", "default", "+xack");

        await using var second = new NodeProcess(settings);
        await second.StartAsync();
        await run.AcknowledgedAsync();
        await run.AddAsync("data", "10");

        using var again = new HttpClient { BaseAddress = second.Address };
        again.DefaultRequestHeaders.Add("X-API-Key", NodeProcess.Key);
        Assert.Equal(Enumerable.Range(0, 11).Select(Text), await StreamRun.EventsAsync(again, "orders", 11));
    }

    private const int SourceFailed = 1302;
    private const int EventRefused = 1301;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Task<TimeSpan> GroupIsThereAsync(StreamRun run) => Poll.UntilAsync(
        async () => (await run.Redis.CallAsync("EXISTS", StreamRun.Stream)).Number == 1 && (await run.Redis.CallAsync("XINFO", "GROUPS", StreamRun.Stream)).Items.Count == 1, TimeSpan.FromSeconds(30), () => "there is no group");
}
