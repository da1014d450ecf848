using System.Net;
using System.Net.Sockets;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Publishing.Hub;

namespace RealtimeHub.Load.Tests.Publishing;

public sealed class HubConnectionTests
{
    [Fact]
    public async Task A_run_that_is_interrupted_while_the_hub_says_nothing_is_a_publish_that_failed()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var stop = new CancellationTokenSource();
        var hub = new Uri($"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/hub");
        var opening = Task.Factory.StartNew(() => HubConnection.Open(hub, apiKey: null, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        using var peer = await server.AcceptSocketAsync(Patience.Token);
        Assert.True(await peer.ReceiveAsync(new byte[1_024], Patience.Token) > 0);
        await stop.CancelAsync();

        await Assert.ThrowsAsync<PublishException>(() => opening.WaitAsync(Patience.Token));
    }
}
