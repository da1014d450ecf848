using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut;

/// <summary>A client whose one write is held up, and what it gets when it reads again.</summary>
public sealed class BehindTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Recover_hands_over_everything_that_the_log_holds()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = await HeldUpAsync(running, new BehindOptions());
        log.AppendNumbers(50, first: 2);

        Assert.Equal(Enumerable.Range(1, 51).Select(i => (long)i), RunningShard.OffsetsOf(await client.ReadAsync(51)));
        await running.SettleAsync();
        Assert.Equal(1, running.Counted["behind.outcomes"]);
        Assert.Equal(0, running.Counted["connections.behind"]);
    }

    [Fact]
    public async Task Recover_skips_what_is_more_than_so_many_events_behind_with_one_exact_gap()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = await HeldUpAsync(running, new BehindOptions { MaxEvents = 10 });
        log.AppendNumbers(50, first: 2);
        await LateAsync(running);

        var messages = await client.ReadAsync(12);
        Assert.Equal([1L, .. Enumerable.Range(42, 10)], RunningShard.OffsetsOf(messages));
        Assert.Equal(["news", 1L, 41L, GapReasons.Slow], Assert.Single(messages, m => m.Target == HubNames.Gap).Arguments);
    }

    [Fact]
    public async Task Recover_skips_what_is_more_than_so_many_bytes_behind()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = await HeldUpAsync(running, new BehindOptions { MaxBytes = 2_048 });
        for (var i = 0; i < 10; i++) log.Append(Given.Json($"\"{new string('x', 434)}\""));
        await LateAsync(running);

        // Each of the ten counts 500 bytes: four fit.
        var messages = await client.ReadAsync(6);
        Assert.Equal([1, 8, 9, 10, 11], RunningShard.OffsetsOf(messages));
        Assert.Equal(["news", 1L, 7L, GapReasons.Slow], Assert.Single(messages, m => m.Target == HubNames.Gap).Arguments);
    }

    [Fact]
    public async Task The_newest_event_comes_though_it_alone_is_larger_than_the_limit()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = await HeldUpAsync(running, new BehindOptions { MaxBytes = 1_024 });
        for (var i = 0; i < 3; i++) log.Append(Given.Json($"\"{new string('x', 2_000)}\""));
        await LateAsync(running);

        Assert.Equal(["event 1", "gap 1-3", "event 4"], (await client.ReadAsync(3)).Select(Text));
    }

    [Fact]
    public async Task Who_was_late_and_waits_for_the_tick_of_a_new_rate_is_not_slow()
    {
        await using var running = new RunningShard(_clock, options => options.FanOut.MaxSliceBytes = 1_024);
        var log = Given.Log(_clock, new NamespaceOptions { Behind = { Policy = BehindPolicy.Disconnect, MaxTime = TimeSpan.FromSeconds(5) } });
        var client = new PipedClient();
        var subscriber = running.Attach(client);
        await running.SubscribeAsync(subscriber, log);
        await running.SubscribeAsync(running.Attach(new PipedClient()), log, maxRate: 0.1);
        log.AppendNumbers(1);
        await running.SettleAsync();
        using (await running.BlockAsync())
        {
            // More than one slice: late for a moment, and before the rest comes another rate, whose lane has just ticked.
            log.AppendNumbers(30, first: 2);
            _ = FanOutService.SetRateAsync(subscriber, log.Name, new RateRequest { MaxRate = 0.1 });
        }

        await running.SettleAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));
        await running.SettleAsync();

        Assert.Equal(Enumerable.Range(1, 31).Select(i => (long)i), RunningShard.OffsetsOf(await client.ReadAsync(31)));
        Assert.False(client.IsCut);
    }

    [Fact]
    public async Task Recover_skips_what_has_waited_for_too_long()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = await HeldUpAsync(running, new BehindOptions { MaxTime = TimeSpan.FromSeconds(5) });
        log.AppendNumbers(2, first: 2);
        await running.SettleAsync();
        _clock.Advance(TimeSpan.FromSeconds(6));
        log.AppendNumbers(2, first: 4);
        await running.SettleAsync();

        var messages = await client.ReadAsync(4);
        Assert.Equal([1, 4, 5], RunningShard.OffsetsOf(messages));
        Assert.Equal(["news", 1L, 3L, GapReasons.Slow], Assert.Single(messages, m => m.Target == HubNames.Gap).Arguments);
    }

    [Fact]
    public async Task Latest_hands_over_the_newest_of_each_key_and_announces_each_run_that_is_left_out()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = await HeldUpAsync(running, Keyed(new BehindOptions { Policy = BehindPolicy.Latest, MaxEvents = 3 }));
        string?[] keys = ["a", "b", null, "a", null, "c", "b"];
        foreach (var key in keys) log.Append(Given.Json("2", key));
        await LateAsync(running);

        // After offset 1 come 2 to 8; 2, 3 and 4 have newer ones.
        var messages = await client.ReadAsync(6, withMeta: true);
        Assert.Equal([1, 5, 6, 7, 8], RunningShard.OffsetsOf(messages));
        Assert.Equal(["news", 1L, 4L, GapReasons.Slow], Assert.Single(messages, m => m.Target == HubNames.Gap).Arguments);
    }

    [Fact]
    public async Task Latest_announces_every_run_exactly_where_it_was()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = await HeldUpAsync(running, Keyed(new BehindOptions { Policy = BehindPolicy.Latest, MaxEvents = 1 }));
        string?[] keys = ["x", "rare", "x", "x", "other", "x"];
        foreach (var key in keys) log.Append(Given.Json("2", key));
        await LateAsync(running);

        Assert.Equal(["event 1", "gap 1-2", "event 3", "gap 3-5", "event 6", "event 7"], (await client.ReadAsync(6, withMeta: true)).Select(Text));
    }

    [Fact]
    public async Task Latest_leaves_nothing_out_within_the_limit()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = await HeldUpAsync(running, new BehindOptions { Policy = BehindPolicy.Latest, MaxEvents = 5 });
        log.AppendNumbers(5, first: 2);
        await LateAsync(running);

        Assert.Equal([1, 2, 3, 4, 5, 6], RunningShard.OffsetsOf(await client.ReadAsync(6)));
    }

    [Fact]
    public async Task Disconnect_closes_with_3008_when_the_limit_is_passed_though_the_write_is_still_held_up()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = await HeldUpAsync(running, new BehindOptions { Policy = BehindPolicy.Disconnect, MaxTime = TimeSpan.FromSeconds(3) });
        log.AppendNumbers(1, first: 2);
        await running.SettleAsync();
        _clock.Advance(TimeSpan.FromSeconds(4));

        running.Shard.Watchdog.Tick();
        await running.SettleAsync();
        var messages = await client.ReadAsync(2);

        Assert.Equal(HubNames.Disconnecting, messages[1].Target);
        Assert.Equal((3008, true), (messages[1].Arguments[0], messages[1].Arguments[2]));
        await Eventually.TrueAsync(() => client.IsCut);
        Assert.Contains(running.Logs.Entries, entry => entry.EventId == 1104);
    }

    [Fact]
    public async Task Who_has_had_the_whole_time_for_one_write_is_cut_at_once_and_not_told_why_first()
    {
        await using var running = new RunningShard(_clock, options => options.Connections.WriteTimeout = TimeSpan.FromSeconds(5));
        var (log, client) = await HeldUpAsync(running, new BehindOptions { Policy = BehindPolicy.Disconnect, MaxEvents = 10 });
        log.AppendNumbers(50, first: 2);
        await running.SettleAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));

        running.Shard.Watchdog.Tick();
        await running.SettleAsync();

        await Eventually.TrueAsync(() => client.IsCut);
        Assert.Single(running.Logs.Of(1101));
        Assert.Empty(running.Logs.Of(1104));
    }

    [Fact]
    public async Task Disconnect_also_closes_when_the_log_has_dropped_what_is_missed()
    {
        await using var running = new RunningShard(_clock);
        var settings = new NamespaceOptions { MaxEvents = 5, Behind = { Policy = BehindPolicy.Disconnect } };
        var (log, client) = await HeldUpAsync(running, settings);
        log.AppendNumbers(10, first: 2);
        await running.SettleAsync();

        var messages = await client.ReadAsync(2);

        Assert.Equal(["event 1", "disconnecting"], messages.Select(Text));
        await Eventually.TrueAsync(() => client.IsCut);
    }

    [Fact]
    public async Task Who_catches_up_after_an_absence_is_not_slow()
    {
        await using var running = new RunningShard(_clock, options => options.FanOut.MaxSliceBytes = 1_024);
        var log = Given.Log(_clock, new NamespaceOptions { Behind = { Policy = BehindPolicy.Disconnect, MaxEvents = 10 } });
        log.AppendNumbers(500);
        var client = new PipedClient(roomFor: 512);
        await running.SubscribeAsync(running.Attach(client), log, since: new StreamPosition("epoch", 0));

        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), RunningShard.OffsetsOf(await client.ReadAsync(500)));
        Assert.False(client.IsCut);
    }

    [Fact]
    public async Task A_burst_that_a_client_takes_in_no_time_does_not_make_it_slow()
    {
        await using var running = new RunningShard(_clock, options => options.FanOut.MaxSliceBytes = 1_024);
        var (log, client) = await HeldUpAsync(running, new BehindOptions { Policy = BehindPolicy.Disconnect, MaxEvents = 10 });
        log.AppendNumbers(500, first: 2);
        await running.SettleAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(499));

        Assert.Equal(Enumerable.Range(1, 501).Select(i => (long)i), RunningShard.OffsetsOf(await client.ReadAsync(501)));
        Assert.False(client.IsCut);
    }

    [Fact]
    public async Task Conflation_takes_any_number_of_keys()
    {
        const int Keys = 40_000;
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock, new NamespaceOptions { MaxEvents = 100_000, MaxBytes = 100_000_000, AlwaysSendMeta = true }), new PipedClient(roomFor: 100_000_000));
        for (var i = 0; i < Keys; i++) log.Append(Given.Json("1", key: $"k{i}"));

        await running.SubscribeAsync(running.Attach(client), log, tail: Keys, conflate: true);

        Assert.Equal(Keys, RunningShard.OffsetsOf(await client.ReadAsync(Keys, withMeta: true)).Count());
    }

    /// <summary>Lets so much time pass that the limits count.</summary>
    private async Task LateAsync(RunningShard running)
    {
        await running.SettleAsync();
        _clock.Advance(TimeSpan.FromSeconds(0.5));
    }

    private static string Text(InvocationMessage message) => message.Target switch
    {
        HubNames.Event => $"event {message.Arguments[1]}",
        HubNames.Gap => $"gap {message.Arguments[1]}-{message.Arguments[2]}",
        var other => other,
    };

    /// <summary>Events have keys, and so all of them have four arguments.</summary>
    private static NamespaceOptions Keyed(BehindOptions behind) => new() { Behind = behind, AlwaysSendMeta = true };

    private Task<(TopicLog Log, PipedClient Client)> HeldUpAsync(RunningShard running, BehindOptions behind) =>
        HeldUpAsync(running, new NamespaceOptions { Behind = behind });

    /// <summary>A subscriber whose write of event 1 is held up until it reads.</summary>
    private async Task<(TopicLog Log, PipedClient Client)> HeldUpAsync(RunningShard running, NamespaceOptions settings)
    {
        var (log, client) = (Given.Log(_clock, settings), new PipedClient(roomFor: 1));
        var subscriber = running.Attach(client);
        await running.SubscribeAsync(subscriber, log);
        log.AppendNumbers(1);
        await Eventually.TrueAsync(() => running.Counted["connections.behind"] == 1);

        // The next event finds it held up, and so it is late from now on.
        return (log, client);
    }
}
