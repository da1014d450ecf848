using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Cluster;
using RealtimeHub.TestKit.Processes;
using StackExchange.Redis;

namespace ClusterTests;

/// <summary>A node hears each message of a channel once while it follows the channel, and leaves nothing behind when it does not.</summary>
public sealed class ChannelTests
{
    private static readonly TimeSpan Probes = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Who_follows_a_channel_again_hears_each_message_once()
    {
        await using var node = await QuietNode.StartAsync();
        var heard = new Ear();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => node.Link.FollowAsync("c", heard.Hear)));

        string[] words = [.. Enumerable.Range(0, 100).Select(n => $"{n}")];
        foreach (var word in words) await node.Redis.CallAsync("PUBLISH", "c", word);

        await heard.HasAsync(words[^1]);
        Assert.Equal(words, heard.All);
    }

    [Fact]
    public async Task After_the_connection_was_made_anew_each_message_is_heard_once()
    {
        await using var node = await QuietNode.StartAsync(allowed: 1702);
        var heard = new Ear();
        await node.Link.FollowAsync("c", heard.Hear);

        await node.Link.RenewPushesAsync("a test");
        await node.Link.FollowAsync("c", heard.Hear);
        foreach (var word in (string[])["one", "two"]) await node.Redis.CallAsync("PUBLISH", "c", word);

        await heard.HasAsync("two");
        Assert.Equal(["one", "two"], heard.All);
    }

    [Fact]
    public async Task Who_begins_while_another_leaves_hears_everything()
    {
        await using var node = await QuietNode.StartAsync();
        var before = new Ear();
        await node.Link.FollowAsync("c", before.Hear);
        for (var round = 0; round < 200; round++)
        {
            var next = new Ear();
            Task[] both = round % 2 == 0
                ? [node.Link.LeaveAsync("c", before.Hear), node.Link.FollowAsync("c", next.Hear)]
                : [node.Link.FollowAsync("c", next.Hear), node.Link.LeaveAsync("c", before.Hear)];
            await Task.WhenAll(both);

            await node.Redis.CallAsync("PUBLISH", "c", $"{round}");
            await next.HasAsync($"{round}");
            before = next;
        }

        await node.Link.LeaveAsync("c", before.Hear);
        Assert.Equal(0, await FollowersAsync(node, "c"));
    }

    [Fact]
    public async Task Who_is_not_wanted_any_more_when_it_is_his_turn_does_not_follow()
    {
        await using var node = await QuietNode.StartAsync();

        await node.Link.FollowAsync("c", new Ear().Hear, () => false);

        Assert.Equal(0, await FollowersAsync(node, "c"));
    }

    [Fact]
    public async Task What_Redis_confirmed_too_late_is_followed_by_nobody_when_Redis_is_there_again()
    {
        await using var node = await QuietNode.StartAsync(1702, 1707, 1708);
        node.Way.Stall();
        await Assert.ThrowsAnyAsync<Exception>(() => node.Link.FollowAsync("c", new Ear().Hear));
        Assert.True(node.Link.HasLeftovers);
        node.Way.Heal();

        await Poll.UntilAsync(
            () =>
            {
                node.Clock.Advance(Probes);
                return Task.FromResult(node.Server.Logged(1702) > 0 && !node.Link.HasLeftovers);
            },
            within: TimeSpan.FromSeconds(30), () => "the connection was not made anew");

        await Poll.UntilAsync(async () => await FollowersAsync(node, "c") == 0, within: TimeSpan.FromSeconds(10), () => "Redis still tells it");
        await Poll.UntilAsync(() => Task.FromResult(node.Server.Services.GetRequiredService<ClusterService>().Problem is null), within: TimeSpan.FromSeconds(10), () => "the node is not ready");
    }

    private static async Task<long> FollowersAsync(QuietNode node, string channel) => (await node.Redis.CallAsync("PUBSUB", "NUMSUB", channel)).Items[1].Number;

    /// <summary>Keeps what it hears.</summary>
    private sealed class Ear
    {
        private readonly ConcurrentQueue<string> _heard = new();
        private readonly Pulse _moved = new();

        public IEnumerable<string> All => _heard;

        public void Hear(RedisValue message)
        {
            _heard.Enqueue(message.ToString());
            _moved.Beat();
        }

        public Task HasAsync(string word) => _moved.UntilAsync(() => _heard.Contains(word), Patience.Token);
    }
}
