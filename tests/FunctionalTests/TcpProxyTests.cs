using System.Net;
using System.Net.Sockets;
using System.Text;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class TcpProxyTests
{
    [Fact]
    public async Task What_is_held_back_may_come_after_the_end_of_something_else_and_arrives_whole()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var proxy = new TcpProxy(new Uri($"http://{listener.LocalEndpoint}"));
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, proxy.Hub.Port, Patience.Token);
        using var server = await listener.AcceptSocketAsync(Patience.Token);
        server.NoDelay = true;

        // The proxy reads 16 KiB at a time, so no single piece has the whole text in it.
        var before = new string('.', 16 * 1024 - 4);
        proxy.StopReading(awaited: "awaited");
        await server.SendAsync(Encoding.ASCII.GetBytes(before + "awaited"));
        await proxy.HoldsSomethingAsync();
        Assert.Equal(0, client.Available);
        proxy.GoOnReading();
        server.Shutdown(SocketShutdown.Send);

        using var reader = new StreamReader(client.GetStream());
        Assert.Equal(before + "awaited", await reader.ReadToEndAsync(Patience.Token));
    }
}
