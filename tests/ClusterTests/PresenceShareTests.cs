using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Cluster.Presence;
using RealtimeHub.Contracts;
using RealtimeHub.Presence;
using RealtimeHub.TestKit.Processes;
using StackExchange.Redis;

namespace ClusterTests;

/// <summary>What a node tells the others about who follows topics on it: each change once, and nothing that would look like a loss.</summary>
public sealed class PresenceShareTests
{
    private static readonly TopicName Room = TopicName.Parse("room");

    [Fact]
    public async Task Who_has_come_and_gone_in_between_is_not_told_of_and_leaves_no_number_out()
    {
        await using var node = await QuietNode.StartAsync();
        var share = node.Server.Services.GetRequiredService<PresenceShare>();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(node.Redis.Address);
        var heard = new ConcurrentQueue<PresenceMessage>();

        // A queue keeps their order; a handler alone may be called for several at once.
        (await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(share.Channel))).OnMessage(told => heard.Enqueue(PresenceMessage.TryParse(told.Message)!));

        share.Joined(Room, new Member("stays", null, null));
        await share.TellAsync();
        share.Joined(Room, new Member("quick", null, null));
        share.Left(Room, "quick");
        await share.TellAsync();
        share.Joined(Room, new Member("last", null, null));
        await share.TellAsync();
        await share.ConfirmAsync();

        await Poll.UntilAsync(() => Task.FromResult(heard.Count >= 3), within: TimeSpan.FromSeconds(10), () => $"{heard.Count} messages came");
        Assert.Equal([(1L, "stays"), (2L, "last"), (2L, null)], heard.Select(message => (message.Number, message.Changes.SingleOrDefault()?.Joined.Single().Id)));
    }
}
