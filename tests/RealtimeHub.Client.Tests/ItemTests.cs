using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

/// <summary>An item is an event or a loss, and an application cannot take the one for the other.</summary>
public sealed class ItemTests
{
    [Fact]
    public async Task An_item_says_which_of_the_two_it_is()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var items = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync("e1", 0);
        var connection = await server.ConnectionAsync();
        await connection.EventsAsync("a", 1);
        await connection.GapAsync("a", 1, 9, "slow");

        Assert.True((await items.NextItemAsync()).TryGetEvent(out var hubEvent, out var nothing));
        Assert.Equal((1, null), (hubEvent.Data, nothing));
        Assert.False((await items.NextItemAsync()).TryGetEvent(out var noEvent, out var missed));
        Assert.Equal((null, new Missed("a", 1, 9, MissedReason.Slow)), (noEvent, missed));
    }

    [Fact]
    public async Task A_loss_is_told_although_no_event_follows_it()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var items = client.Subscribe<long>("a", new() { Since = new("e1", 7) }).GetAsyncEnumerator();

        await (await server.SubscribeAsync()).AcceptAsync("e2", 3, "epochChanged");

        Assert.Equal(new Missed("a", 7, 3, MissedReason.EpochChanged), await items.NextMissedAsync());
    }

    [Fact]
    public async Task Who_does_not_care_about_losses_reads_the_events_only()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var subscription = client.Subscribe<long>("a");
        await using var events = subscription.EventsOnly().GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync("e1", 0);
        var connection = await server.ConnectionAsync();
        await connection.EventsAsync("a", 1);
        await connection.GapAsync("a", 1, 9, "slow");
        await connection.EventsAsync("a", 10);

        Assert.Equal(1, (await events.NextItemAsync()).Data);
        Assert.Equal(10, (await events.NextItemAsync()).Data);
        Assert.Equal(new StreamPosition("e1", 9), subscription.Position);
        await events.DisposeAsync();
        await server.CallAsync("Unsubscribe");
    }
}
