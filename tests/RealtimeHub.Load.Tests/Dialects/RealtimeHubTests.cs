using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Tests.Wires;

namespace RealtimeHub.Load.Tests.Dialects;

/// <summary>Against the real server.</summary>
public sealed class RealtimeHubTests
{
    public static TheoryData<string> BothFormats => new("realtimehub-json", "realtimehub-msgpack");

    [Theory, MemberData(nameof(BothFormats))]
    public async Task Everybody_gets_everything_of_their_topic(string dialect)
    {
        await using var run = await RealtimeHubRun.StartAsync(dialect, topics: 3);
        var connected = await run.Fleet.ConnectAsync(30, Patience.Token);

        await run.PublishAsync(300);
        await run.Fleet.ReceivesAsync(30 * 300);

        Assert.Equal(30, connected.Latency.TotalCount);
        Assert.Equal(new FleetResult(), await run.FinishAsync());
    }

    [Theory, MemberData(nameof(BothFormats))]
    public async Task Those_who_were_dropped_come_back_and_miss_nothing(string dialect)
    {
        await using var run = await RealtimeHubRun.StartAsync(dialect);
        await run.Fleet.ConnectAsync(20, Patience.Token);
        await run.PublishAsync(5);

        var publishing = run.PublishAsync(100);
        var result = await run.Fleet.ReconnectAsync(20, Patience.Token);
        await publishing;
        await run.Fleet.ReceivesAsync(20 * 105);

        Assert.Equal(20, result.Recovered);
        Assert.Equal(new FleetResult(), await run.FinishAsync());
    }

    [Theory, MemberData(nameof(BothFormats))]
    public async Task What_the_server_did_not_keep_for_those_who_came_back_is_announced_and_not_lost(string dialect)
    {
        await using var run = await RealtimeHubRun.StartAsync(dialect, settings: ("DefaultNamespace:MaxEvents", "5"));
        await run.Fleet.ConnectAsync(1, Patience.Token);
        await run.PublishAsync(3);
        await run.Fleet.ReceivesAsync(3);

        run.Proxy.StopReading();
        var reconnecting = run.Fleet.ReconnectAsync(1, Patience.Token);
        await run.Proxy.HoldsSomethingAsync();
        await run.PublishAsync(20);
        run.Proxy.GoOnReading();
        var result = await reconnecting;
        await run.PublishAsync(2);
        await run.Fleet.ReceivesAsync(5);

        Assert.Equal(0, result.Recovered);
        Assert.Equal(new FleetResult { Announced = 20 }, await run.FinishAsync());
    }

    [Fact]
    public async Task A_topic_that_was_used_before_the_run_makes_no_difference()
    {
        await using var run = await RealtimeHubRun.StartAsync("realtimehub-json");
        await run.PublishForeignAsync();
        await run.Fleet.ConnectAsync(2, Patience.Token);
        await run.PublishAsync(3);
        await run.PublishForeignAsync();
        await run.PublishAsync(3);
        await run.Fleet.ReceivesAsync(12);

        Assert.Equal(new FleetResult(), await run.FinishAsync());
    }

    [Theory, MemberData(nameof(BothFormats))]
    public async Task Those_who_leave_and_those_who_come_later_miss_nothing(string dialect)
    {
        await using var run = await RealtimeHubRun.StartAsync(dialect);
        await run.Fleet.ConnectAsync(10, Patience.Token);
        await run.PublishAsync(10);
        await run.Fleet.ReceivesAsync(100);

        await run.Fleet.CloseAsync(4, Patience.Token);
        await run.PublishAsync(5);
        await run.Fleet.ConnectAsync(10, Patience.Token);
        await run.PublishAsync(10);
        await run.Fleet.ReceivesAsync(100 + 30 + 100);

        Assert.Equal(10, run.Fleet.Totals.Live);
        Assert.Equal(new FleetResult(), await run.FinishAsync());
    }

    [Fact]
    public async Task The_server_that_says_that_it_shuts_down_is_a_broken_connection_with_its_words()
    {
        await using var run = await RealtimeHubRun.StartAsync("realtimehub-msgpack");
        await run.Fleet.ConnectAsync(1, Patience.Token);

        await run.Server.StopAsync();
        await run.Fleet.HasLiveAsync(0);

        Assert.StartsWith("the server ends the connection: 3001", (await run.FinishAsync()).FirstFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_that_is_refused_fails_the_run_with_the_words_of_the_server()
    {
        // The server's own topic would take the place of one of them.
        await using var run = await RealtimeHubRun.StartAsync("realtimehub-msgpack", topics: 2, ("Topics:MaxTopics", "1"), ("ServerStats:Enabled", "false"));
        run.Server.Allows(1001); // that it holds as many topics as it may

        var failure = await Assert.ThrowsAsync<LoadException>(() => run.Fleet.ConnectAsync(2, Patience.Token));

        Assert.Contains("113: ", failure.Message, StringComparison.Ordinal);
    }
}
