using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client.Tests.Scripted;

namespace RealtimeHub.Client.Tests;

/// <summary>A server that is there and says nothing.</summary>
public sealed class SilentServerTests
{
    [Fact]
    public async Task A_subscribe_that_is_never_answered_ends_the_connection_and_the_next_one_tries_again()
    {
        var clock = new FakeTimeProvider();
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync(ClientExtensions.Eager with { TimeProvider = clock });
        await using var subscription = client.Subscribe<long>("a");
        await using var items = subscription.GetAsyncEnumerator();
        await server.SubscribeAsync();
        await server.ConnectionAsync();

        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.IsType<ConnectionState.Connected>(client.State);

        // It may wait for a moment only: whoever looks later could miss that.
        var waits = client.BecomesAsync<ConnectionState.Waiting>();
        clock.Advance(TimeSpan.FromSeconds(1));
        var waiting = await waits;
        clock.Advance(TimeSpan.FromSeconds(1));
        await (await server.SubscribeAsync()).AcceptAsync();
        await (await server.ConnectionAsync()).EventsAsync("a", 1);

        Assert.Equal("The server did not answer Subscribe within 30 s.", waiting.Reason.Message);
        Assert.Equal(1, (await items.NextAsync()).Data);
    }

    [Fact]
    public async Task A_server_that_sends_nothing_at_all_is_given_up()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync(
            ClientExtensions.Eager with { ServerTimeout = TimeSpan.FromMilliseconds(100), KeepAliveInterval = TimeSpan.FromMilliseconds(50) });

        var waiting = await client.BecomesAsync<ConnectionState.Waiting>();

        Assert.Contains("Server timeout (100.00ms) elapsed", waiting.Reason.Message, StringComparison.Ordinal);
    }
}
