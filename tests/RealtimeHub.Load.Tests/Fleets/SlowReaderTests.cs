using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Tests.Wires;

namespace RealtimeHub.Load.Tests.Fleets;

/// <summary>Subscribers that do not read, or hardly.</summary>
public sealed class SlowReaderTests
{
    private const int Rate = 1_000;
    private const int Largest = 4 * 1_024 * 1_024;

    [Fact]
    public async Task One_that_never_reads_takes_only_what_the_kernels_hold()
    {
        await using var server = new WireServer();
        await using var fleet = SlowFleet(server, never: 1, slow: 0);
        var (slow, healthy) = await ConnectAsync(server, fleet);
        await fleet.SlowDownAsync(Patience.Token);

        var taken = slow.Fill(ServerFrames.Event(1, length: 1_000));
        await healthy.SendAsync(ServerFrames.Event(1));
        await fleet.ReceivesAsync(1);

        Assert.InRange(taken, 1, Largest);
        Assert.Equal(1, fleet.Totals.Received);
        Assert.Equal(new SlowResult(), (await fleet.FinishAsync([1], Patience.Token)).Slow);
    }

    [Fact]
    public async Task One_that_reads_slowly_reads_at_its_rate()
    {
        await using var server = new WireServer();
        await using var fleet = SlowFleet(server, never: 0, slow: 1);
        var (slow, _) = await ConnectAsync(server, fleet);
        var before = fleet.Totals.ReceivedBytes;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await fleet.SlowDownAsync(Patience.Token);

        for (var i = 1; i <= 30; i++) await slow.SendAsync(ServerFrames.Event(i, length: 100));
        await fleet.ReceivesAsync(10);

        var read = fleet.Totals.ReceivedBytes - before;
        Assert.InRange(read, 1_000, Rate * clock.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task One_whose_connection_is_ended_comes_back_and_its_losses_are_its_own()
    {
        await using var server = new WireServer();
        await using var fleet = SlowFleet(server, never: 0, slow: 1);
        var (slow, healthy) = await ConnectAsync(server, fleet);
        await slow.SendAsync(ServerFrames.Event(1));
        await fleet.ReceivesAsync(1);
        await fleet.SlowDownAsync(Patience.Token);

        slow.Break();
        var again = await server.UpgradedAsync();
        await again.SendAsync(ServerFrames.Event(5));
        foreach (var sequence in new[] { 1, 2, 3, 4, 5 }) await healthy.SendAsync(ServerFrames.Event(sequence));
        await fleet.ReceivesAsync(7);

        var result = await fleet.FinishAsync([5], Patience.Token);
        Assert.Equal(new SlowTally { Cut = 1, CameBack = 1, Read = 1, Lost = 3 }, result.Slow.Slowly);
        Assert.Equal(new FleetResult { Slow = result.Slow with { Never = new SlowTally() } }, result);
    }

    [Fact]
    public async Task Those_that_left_are_judged_by_what_they_had_and_the_others_go_on()
    {
        await using var server = new WireServer();
        await using var fleet = SlowFleet(server, never: 0, slow: 1);
        var (slow, healthy) = await ConnectAsync(server, fleet);
        await fleet.SlowDownAsync(Patience.Token);
        await slow.SendAsync(ServerFrames.Event(1));
        await fleet.ReceivesAsync(1);

        await fleet.EndSlowAsync(Patience.Token);
        foreach (var sequence in new[] { 1, 2, 3 }) await healthy.SendAsync(ServerFrames.Event(sequence));
        await fleet.ReceivesAsync(4);

        Assert.Equal(1, fleet.Totals.Live);
        Assert.Equal(new FleetResult { Slow = new SlowResult { Slowly = new SlowTally { Read = 1 } } }, await fleet.FinishAsync([3], Patience.Token));
    }

    [Fact]
    public async Task What_the_server_says_to_a_slow_one_is_counted()
    {
        await using var server = new WireServer();
        var plan = TestPlans.Of(new Uri($"http://127.0.0.1:{server.Port}/hub"), "realtimehub-json", Scenario.SlowReaders);
        await using var fleet = new EngineFleet(plan with { SlowNever = 0, SlowCount = 1, SlowRate = 1_000_000 });
        var connecting = fleet.ConnectAsync(1, Patience.Token);
        var (first, _) = await HubPeer.AcceptAsync(server, HubPeer.Reply(0));
        await connecting;
        await first.SendAsync(HubPeer.Event(1, 1));
        await fleet.ReceivesAsync(1);
        await fleet.SlowDownAsync(Patience.Token);

        await first.SendAsync(HubPeer.Gap(1, 4), HubPeer.Event(5, 5), HubPeer.Disconnecting(3008));
        var (second, _) = await HubPeer.AcceptAsync(server, HubPeer.Reply(5, recovered: true));
        await second.SendAsync(HubPeer.Event(6, 6), HubPeer.Disconnecting(3001));
        var (third, _) = await HubPeer.AcceptAsync(server, HubPeer.Reply(8));
        await third.SendAsync(HubPeer.Event(9, 9), HubPeer.Event(9, 9));
        await fleet.ReceivesAsync(5);

        var expected = new SlowTally { Read = 4, Notices = 1, Announced = 5, Repeated = 1, TooSlow = 1, OtherCloses = 1, CameBack = 2, Continued = 1 };
        Assert.Equal(expected, (await fleet.FinishAsync([9], Patience.Token)).Slow.Slowly);
    }

    [Fact]
    public async Task One_that_reads_slowly_reads_to_the_end_why_it_was_ended() =>
        Assert.Equal(new SlowTally { Read = 1, TooSlow = 1 }, await EndedAfterAsync(HubPeer.Event(1, 1, length: 200), HubPeer.Disconnecting(3008)));

    [Fact]
    public async Task One_that_reads_slowly_and_comes_to_the_end_without_a_word_was_cut() =>
        Assert.Equal(new SlowTally { Read = 1, Cut = 1 }, await EndedAfterAsync(HubPeer.Event(1, 1, length: 200)));

    [Theory]
    [InlineData(100)]
    [InlineData(4_096)]
    [InlineData(1_000_000)]
    public async Task One_that_does_not_read_reads_nothing_of_what_comes_in_one_message_with_the_answer(int fragment)
    {
        await using var server = new WireServer();
        var plan = TestPlans.Of(new Uri($"http://127.0.0.1:{server.Port}/hub"), "realtimehub-json", Scenario.SlowReaders);
        await using var fleet = new EngineFleet(plan with { SlowNever = 1, SlowCount = 0 });
        var connecting = fleet.ConnectAsync(1, Patience.Token);
        var (first, _) = await HubPeer.AcceptAsync(server, HubPeer.Reply(0));
        await connecting;
        await fleet.SlowDownAsync(Patience.Token);

        first.Break();
        string[] missed = [.. Enumerable.Range(1, 4).Select(i => HubPeer.Event(i, i, length: 5_000))];
        await HubPeer.AcceptInFragmentsAsync(server, fragment, HubPeer.Reply(4, recovered: true), missed);
        await fleet.HasLiveAsync(1);

        Assert.Equal(new SlowTally { Cut = 1, CameBack = 1, Continued = 1 }, (await fleet.FinishAsync([4], Patience.Token)).Slow.Never);
    }

    /// <summary>One that reads slowly, and whose server says all this and ends the connection at once.</summary>
    private static async Task<SlowTally> EndedAfterAsync(params string[] messages)
    {
        await using var server = new WireServer();
        var plan = TestPlans.Of(new Uri($"http://127.0.0.1:{server.Port}/hub"), "realtimehub-json", Scenario.SlowReaders);
        await using var fleet = new EngineFleet(plan with { SlowNever = 0, SlowCount = 1, SlowRate = Rate });
        var connecting = fleet.ConnectAsync(1, Patience.Token);
        var (peer, _) = await HubPeer.AcceptAsync(server, HubPeer.Reply(0));
        await connecting;
        await fleet.SlowDownAsync(Patience.Token);

        await peer.SendAsync(messages);
        peer.Finish();
        await fleet.HasLiveAsync(0);
        return (await fleet.FinishAsync([1], Patience.Token)).Slow.Slowly;
    }

    private static EngineFleet SlowFleet(WireServer server, int never, int slow) => new(
        TestPlans.WebSocket(server, Scenario.SlowReaders) with { SlowNever = never, SlowCount = slow, SlowRate = Rate, ConnectingAtOnce = 1 });

    /// <summary>The first subscriber is the slow one.</summary>
    private static async Task<(WirePeer Slow, WirePeer Healthy)> ConnectAsync(WireServer server, EngineFleet fleet)
    {
        var connecting = fleet.ConnectAsync(2, Patience.Token);
        var peers = (await server.UpgradedAsync(), await server.UpgradedAsync());
        await connecting;
        return peers;
    }
}
