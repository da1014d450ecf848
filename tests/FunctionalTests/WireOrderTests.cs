using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>In what order answers and events are written to a connection, while a publisher never rests.</summary>
public sealed class WireOrderTests
{
    private const int Rounds = 50;

    [Theory, EveryWire]
    public async Task Events_come_after_the_answer_to_subscribe_and_none_after_the_answer_to_unsubscribe(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        var read = new ConcurrentQueue<HubMessage>();
        await using var client = await BareClient.ConnectAsync(server.Hub, wire, read.Enqueue);

        using var enough = new CancellationTokenSource();
        var publishing = PublishUntilAsync(server, enough.Token);
        for (var round = 0; round < Rounds; round++)
        {
            await client.SubscribeAsync("a", tail: 10);
            await client.NextAsync();
            await client.UnsubscribeAsync("a");
        }

        await enough.CancelAsync();
        await publishing;
        Assert.Equal(Rounds, RoundsIn(read));
    }

    private static Task PublishUntilAsync(TestServer server, CancellationToken enough) => Task.Run(async () =>
    {
        while (!enough.IsCancellationRequested)
        {
            await server.PublishAsync("a", 0);
            await Task.Yield();
        }
    }, CancellationToken.None);

    private static int RoundsIn(IEnumerable<HubMessage> messages)
    {
        var (isFollowing, rounds) = (false, 0);
        foreach (var message in messages)
        {
            if (message is CompletionMessage) isFollowing = !isFollowing;
            if (message is CompletionMessage && !isFollowing) rounds++;
            if (message is InvocationMessage) Assert.True(isFollowing, $"An event came outside of subscription {rounds}.");
        }

        return rounds;
    }
}
