using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Apart from the other slow clients, so that they wait at the same time.</summary>
public sealed class TooSlowClientTests
{
    [Theory, EveryWire]
    public async Task Disconnect_closes_a_client_that_is_too_slow_and_it_recovers_when_it_comes_back(Wire wire)
    {
        await using var server = (await TestServer.StartAsync(
            ("DefaultNamespace:Behind:Policy", "Disconnect"), ("DefaultNamespace:Behind:MaxEvents", "20"), ("DefaultNamespace:MaxBytes", "100000000"), ("Connections:WriteTimeout", "00:05:00"))).Allows(1104);
        await using var proxy = new TcpProxy(server.Address);
        await using var slow = await BareClient.ConnectAsync(proxy.Hub, wire);
        var start = await slow.SubscribeAsync("orders");

        proxy.StopReading();
        for (var n = 0; n < Flood.Events; n++) await server.PublishAsync("orders", Flood.Payload);
        await server.Metrics.WaitForAsync("realtimehub.behind.outcomes", 1);
        await server.Metrics.WaitForFallAsync("realtimehub.connections", 0);
        proxy.GoOnReading();

        await using var back = await server.ConnectAsync(wire);
        var reply = await back.SubscribeAsync("orders", new StreamPosition(start.Epoch, start.Offset));
        Assert.True(reply.Recovered);
        Assert.Empty(await Flood.ReadToAsync(back, Flood.Events));
    }
}
