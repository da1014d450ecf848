using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client.Tests.Scripted;

namespace RealtimeHub.Client.Tests;

/// <summary>How far a subscription lies behind.</summary>
public sealed class LagTests
{
    /// <summary>The server's clock shows something else than the client's, as clocks do.</summary>
    private const long ServerTime = 1_700_000_000_000;

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task The_lag_is_the_age_of_the_last_event_by_the_servers_clock()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync(ClientExtensions.Eager with { TimeProvider = _clock });
        await using var subscription = client.Subscribe<long>("a");
        await using var items = subscription.GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        var connection = await server.ConnectionAsync();

        // The first event that carries a time makes the client ask for the server's.
        await connection.EventAsync("a", 1, 1, new { time = ServerTime });
        var call = await server.CallAsync("Time");
        Assert.Equal(1, (await items.NextAsync()).Data);
        Assert.Null(subscription.Lag);
        _clock.Advance(TimeSpan.FromMilliseconds(40));
        await call.ReplyAsync(ServerTime + 20);
        var offset = await FirstLagAsync(subscription, items, connection);
        Assert.Equal(TimeSpan.FromMilliseconds(40), subscription.Lag);

        _clock.Advance(TimeSpan.FromMilliseconds(500));
        await connection.EventAsync("a", offset + 1, 1, new { time = ServerTime + 400 });
        await items.NextAsync();
        Assert.Equal(TimeSpan.FromMilliseconds(40 + 500 - 400), subscription.Lag);
    }

    [Fact]
    public async Task The_age_of_events_that_were_asked_for_late_is_no_lag()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync(ClientExtensions.Eager with { TimeProvider = _clock });
        await using var subscription = client.Subscribe<long>("a", new() { Since = new("e1", 0) });
        await using var items = subscription.GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync("e1", 1);
        var connection = await server.ConnectionAsync();
        await connection.EventAsync("a", 1, 1, new { time = 1 });
        await items.NextAsync();
        await (await server.CallAsync("Time")).ReplyAsync(ServerTime);
        await FirstLagAsync(subscription, items, connection);

        await (await ReconnectedAsync(server, connection)).AcceptAsync("e1", 20_000);
        await (await server.ConnectionAsync()).EventAsync("a", 20_000, 1, new { time = 1 });

        Assert.Equal(MissedReason.Unknown, (await items.NextMissedAsync()).Reason);
        await items.NextAsync();
        Assert.Equal(TimeSpan.Zero, subscription.Lag);
    }

    [Fact]
    public async Task Events_without_a_time_have_no_lag_and_the_server_is_not_asked()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var subscription = client.Subscribe<long>("a");
        await using var items = subscription.GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        await (await server.ConnectionAsync()).EventsAsync("a", 1);

        await items.NextAsync();

        Assert.Null(subscription.Lag);
        Assert.False(server.HasUnreadCalls);
    }

    [Fact]
    public async Task What_waits_here_is_counted_and_its_waiting_measured()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync(ClientExtensions.Eager with { TimeProvider = _clock });
        await using var subscription = client.Subscribe<long>("a");
        await using var items = subscription.GetAsyncEnumerator();
        await using var marker = client.Subscribe<long>("marker").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        await (await server.SubscribeAsync()).AcceptAsync();
        var connection = await server.ConnectionAsync();
        await connection.EventsAsync("a", 1, 2, 3);
        await connection.EventsAsync("marker", 1);
        await marker.NextAsync();

        Assert.Equal(3, subscription.Queued);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await items.NextAsync();
        Assert.Equal(2, subscription.Queued);
        Assert.Equal(TimeSpan.FromSeconds(2), subscription.LocalLag);
    }

    private static Task<HubCall> ReconnectedAsync(ScriptedServer server, ServerConnection connection)
    {
        connection.Drop();
        return server.SubscribeAsync();
    }

    /// <summary>Sends events until one has a lag: the answer to Time is handled on a path of its own, so nobody knows which one it will be.</summary>
    /// <returns>The offset of that event.</returns>
    private static async Task<long> FirstLagAsync(
        Subscription<long> subscription, IAsyncEnumerator<HubItem<long>> items, ServerConnection connection)
    {
        for (var offset = 2; offset < 10_000; offset++)
        {
            await connection.EventAsync("a", offset, 1, new { time = ServerTime });
            await items.NextAsync();
            if (subscription.Lag is not null)
            {
                return offset;
            }
        }

        throw new TimeoutException("The answer to Time was never handled.");
    }
}
