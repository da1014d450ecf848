using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

/// <summary>When the client comes back, and when it does not.</summary>
public sealed class ComingBackTests
{
    [Fact]
    public async Task The_client_comes_back_when_the_server_said_and_not_before()
    {
        var clock = new FakeTimeProvider();
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync(ClientExtensions.Eager with { TimeProvider = clock });

        await (await server.ConnectionAsync()).DisconnectingAsync(3001, "shutting down", reconnect: true, afterMs: 5000);

        var waiting = await client.BecomesAsync<ConnectionState.Waiting>();
        Assert.Equal(CloseCode.ShuttingDown, waiting.Reason.Code);
        Assert.Equal(5, (waiting.RetryAt - clock.GetUtcNow()).TotalSeconds, precision: 3);
        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.IsType<ConnectionState.Waiting>(client.State);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        await client.BecomesAsync<ConnectionState.Connected>();
    }

    [Fact]
    public async Task A_client_that_is_told_not_to_come_back_does_not()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        var connection = await server.ConnectionAsync();

        await connection.EventsAsync("a", 1);
        await connection.DisconnectingAsync(3503, "by an operator", reconnect: false, afterMs: 0);

        Assert.Equal(1, (await events.NextAsync()).Data);
        Assert.Equal(CloseCode.DisconnectedByOperator, (await events.FailsAsync()).CloseCode);
        var state = await client.BecomesAsync<ConnectionState.Disconnected>();
        Assert.Equal(CloseCode.DisconnectedByOperator, state.Reason.Code);
        await using var later = client.Subscribe<long>("b").GetAsyncEnumerator();
        Assert.Equal(CloseCode.DisconnectedByOperator, (await later.FailsAsync()).CloseCode);
        var publish = await Assert.ThrowsAsync<RealtimeHubException>(() => client.PublishAsync("a", 1));
        Assert.Equal((CloseCode.DisconnectedByOperator, false), (publish.CloseCode, publish.IsTemporary));
    }

    [Fact]
    public async Task Connections_that_do_not_last_make_the_waits_grow_and_one_that_lasts_resets_them()
    {
        var clock = new FakeTimeProvider();
        var options = new RealtimeHubClientOptions
        {
            Reconnect = new ReconnectOptions { MinDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(8) },
            TimeProvider = clock,
            Random = new FixedRandom(1),
        };
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync(options);

        foreach (var (lasts, waits, attempt) in new[] { (0, 1, 2), (1, 2, 3), (7, 4, 4), (8, 1, 1), (0, 1, 2) })
        {
            clock.Advance(TimeSpan.FromSeconds(lasts));
            (await server.ConnectionAsync()).Drop();
            var waiting = await client.BecomesAsync<ConnectionState.Waiting>();
            Assert.Equal((waits, attempt), ((waiting.RetryAt - clock.GetUtcNow()).TotalSeconds, waiting.Attempt));
            clock.Advance(TimeSpan.FromSeconds(waits));
            await client.BecomesAsync<ConnectionState.Connected>();
        }
    }
}
