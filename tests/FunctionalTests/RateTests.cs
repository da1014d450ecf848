using Microsoft.AspNetCore.SignalR.Client;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>What rates and conflation promise to any client, on the wire.</summary>
public sealed class RateTests
{
    [Theory, EveryWire]
    public async Task A_limited_subscription_gets_every_event_and_is_told_its_rate(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);

        var reply = await client.Connection.InvokeAsync<SubscribeReply>(HubNames.Subscribe, new { topic = "prices", maxRate = 7 });
        for (var n = 1; n <= 50; n++) await server.PublishAsync("prices", n);

        Assert.Equal(6, reply.MaxRate);
        Assert.Equal(Enumerable.Range(1, 50).Select(n => (long)n), (await client.NextEventsAsync(50)).Select(e => e.Offset));
    }

    [Theory, EveryWire]
    public async Task A_conflated_subscription_gets_the_newest_and_no_gap(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        var start = await server.PublishAsync("prices", 0);
        for (var n = 1; n <= 50; n++) await server.PublishAsync("prices", n);

        var since = new { epoch = start.Epoch, offset = 0 };
        var reply = await client.Connection.InvokeAsync<SubscribeReply>(HubNames.Subscribe, new { topic = "prices", since, conflate = true });

        Assert.True(reply.Recovered);
        Assert.Equal(51, (await client.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task A_rate_is_changed_while_subscribed(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("prices");

        var limited = await client.Connection.InvokeAsync<RateReply>(HubNames.SetRate, "prices", new { maxRate = 0.25, conflate = true });
        var free = await client.Connection.InvokeAsync<RateReply>(HubNames.SetRate, "prices", new { });
        for (var n = 1; n <= 5; n++) await server.PublishAsync("prices", n);

        Assert.Equal(new RateReply { MaxRate = 0.2, Conflate = true }, limited);
        Assert.Equal(new RateReply(), free);
        Assert.Equal([1, 2, 3, 4, 5], (await client.NextEventsAsync(5)).Select(e => e.Offset));
    }

    [Fact]
    public async Task A_namespace_limits_everybody_and_says_so()
    {
        await using var server = await TestServer.StartAsync(("Namespaces:calm:MaxRate", "2"), ("Namespaces:calm:FlushInterval", "00:00:00.010"));
        await using var client = await server.ConnectAsync();

        var reply = await client.SubscribeAsync("calm:a");
        var faster = await client.Connection.InvokeAsync<RateReply>(HubNames.SetRate, "calm:a", new { maxRate = 50 });
        for (var n = 1; n <= 20; n++) await server.PublishAsync("calm:a", n);

        Assert.Equal(2, reply.MaxRate);
        Assert.Equal(2, faster.MaxRate);
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), (await client.NextEventsAsync(20)).Select(e => e.Offset));
    }
}
