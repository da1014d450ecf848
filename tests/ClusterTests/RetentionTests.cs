using RealtimeHub.Contracts;
using RealtimeHub.TestKit.Processes;

namespace ClusterTests;

/// <summary>What is kept of a topic in Redis, and for how long.</summary>
public sealed class RetentionTests
{
    private const string Topic = "retention";

    /// <summary>No check comes while a test runs.</summary>
    private static readonly (string, string) Unchecked = ("Redis:CheckInterval", "00:01:00");

    [Fact]
    public async Task Events_that_expired_while_nobody_published_take_no_room_from_later_ones()
    {
        await using var shared = await SharedServer.StartAsync(("DefaultNamespace:MaxBytes", "8192"));
        var events = Enumerable.Repeat(new string('x', 1_000), 4).ToArray();
        for (var quiet = 0; quiet < 5; quiet++)
        {
            await shared.Server.PublishAsync(Topic, events);
            await shared.Redis.CallAsync("DEL", await shared.KeyAsync("e"));
        }

        await shared.Server.PublishAsync(Topic, events);

        await HasAsync(shared.HistoryAsync(Topic), 21, 22, 23, 24);
    }

    [Fact]
    public async Task History_has_what_is_not_too_old_though_Redis_still_keeps_the_rest()
    {
        await using var shared = await SharedServer.StartAsync(("DefaultNamespace:MaxAge", "01:00:00"));
        var old = await shared.Server.PublishAsync(Topic, Enumerable.Range(1, 150).ToArray());
        shared.Clock.Advance(TimeSpan.FromMinutes(40));
        await shared.Server.PublishAsync(Topic, 151, 152, 153, 154, 155);
        shared.Clock.Advance(TimeSpan.FromMinutes(30));

        await HasAsync(shared.HistoryAsync(Topic), 151, 152, 153, 154, 155);
        await HasAsync(shared.HistoryAsync(Topic, limit: 2), 151, 152);
        await HasAsync(shared.HistoryAsync(Topic, reverse: true), 155, 154, 153, 152, 151);
        await HasAsync(shared.HistoryAsync(Topic, since: old), 151, 152, 153, 154, 155);
        await HasAsync(shared.HistoryAsync(Topic, since: old with { Offset = 153 }), 154, 155);
    }

    [Fact]
    public async Task History_after_a_position_is_refused_when_what_follows_is_too_old()
    {
        await using var shared = await SharedServer.StartAsync(("DefaultNamespace:MaxAge", "01:00:00"));
        var old = await shared.Server.PublishAsync(Topic, 1, 2, 3);
        shared.Clock.Advance(TimeSpan.FromMinutes(40));
        var head = await shared.Server.PublishAsync(Topic, 4, 5);
        shared.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal((int)ErrorCode.UnrecoverablePosition, (await shared.HistoryAsync(Topic, since: old with { Offset = 2 })).Code);
        Assert.Equal((int)ErrorCode.UnrecoverablePosition, (await shared.HistoryAsync(Topic, since: old with { Offset = 2 }, reverse: true)).Code);

        shared.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal((int)ErrorCode.UnrecoverablePosition, (await shared.HistoryAsync(Topic, since: head with { Offset = 4 })).Code);
        var (offsets, code) = await shared.HistoryAsync(Topic, since: head);
        Assert.Equal((0, null), (offsets.Length, code));
        Assert.Empty((await shared.HistoryAsync(Topic)).Offsets);
    }

    [Fact]
    public async Task A_topic_that_is_followed_and_never_published_to_keeps_its_epoch()
    {
        await using var shared = await SharedServer.StartAsync(("Redis:CheckInterval", "00:00:01"));
        await using var client = await shared.Server.ConnectAsync();
        await client.SubscribeAsync(Topic);
        var state = await shared.KeyAsync("s");
        await shared.Redis.CallAsync("PEXPIRE", state, "600000");

        var left = 0L;
        await Poll.UntilAsync(async () => (left = (await shared.Redis.CallAsync("PTTL", state)).Number) > 3_600_000, within: TimeSpan.FromSeconds(10), () => $"{left} ms are left");
    }

    [Fact]
    public async Task A_topic_that_is_opened_shortly_before_it_expires_stays()
    {
        await using var shared = await SharedServer.StartAsync(Unchecked);
        await using var first = await shared.Server.ConnectAsync();
        await first.SubscribeAsync(Topic);
        var state = await shared.KeyAsync("s");
        await shared.Redis.CallAsync("PEXPIRE", state, "600000");

        await using var other = await SharedServer.StartNodeAsync(shared.Redis, shared.Clock, Unchecked);
        await using var second = await other.ConnectAsync();
        await second.SubscribeAsync(Topic);

        Assert.InRange((await shared.Redis.CallAsync("PTTL", state)).Number, 3_600_000, long.MaxValue);
    }

    private static async Task HasAsync(Task<(long[] Offsets, int? Code)> history, params long[] offsets) => Assert.Equal(offsets, (await history).Offsets);
}
