using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class WatchdogTests
{
    [Theory, EveryWire]
    public async Task A_client_whose_write_never_finishes_is_cut_by_the_watchdog(Wire wire)
    {
        await using var server = (await TestServer.StartAsync(("Connections:WriteTimeout", "00:00:01"))).Allows(1101);
        await using var proxy = new TcpProxy(server.Address);
        await using var stuck = await BareClient.ConnectAsync(proxy.Hub, wire);
        await stuck.SubscribeAsync("prices");

        proxy.StopReading();
        for (var n = 0; n < Flood.Events; n++) await server.PublishAsync("prices", Flood.Payload);
        await server.Metrics.WaitForAsync("realtimehub.connections.cut", 1);

        // It never reads again, and its connection ends nevertheless.
        await server.Metrics.WaitForFallAsync("realtimehub.connections", 0);
        await server.Metrics.WaitForFallAsync("realtimehub.subscriptions", 0);

        // A client that polls says goodbye with a request, which the proxy would hold up.
        proxy.GoOnReading();
    }
}
