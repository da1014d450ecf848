using Microsoft.AspNetCore.SignalR.Client;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Hubs;

/// <summary>An application that stops says goodbye.</summary>
public sealed class HubStopTests
{
    [Fact]
    public async Task Clients_are_told_and_the_hub_has_done_with_them_before_the_application_has_stopped()
    {
        const int Clients = 20;
        await using var app = await HubApp.StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => app.OpenRawAsync()));

        await app.StopAsync();
        Assert.Equal(Clients, app.Watch().Disconnected);
        foreach (var client in clients)
        {
            Assert.Equal(1000, await client.ReadFrameUntilCloseAsync());
            client.Dispose();
        }

        await app.Metrics.WaitForFallAsync(DirectApp.Connections, 0);
    }

    [Fact]
    public async Task A_client_of_Microsofts_sees_its_connection_closed()
    {
        await using var app = await HubApp.StartAsync();
        await using var client = await app.ConnectAsync();
        var closed = new TaskCompletionSource();
        client.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };

        await app.StopAsync();
        await closed.Task.WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task The_application_has_stopped_when_its_clients_have_answered_the_close()
    {
        await using var app = await HubApp.StartAsync();
        using var client = await app.OpenRawAsync();

        var stopping = Task.Run(app.StopAsync);
        Assert.Equal(1000, await client.ReadFrameUntilCloseAsync());
        await client.SendAsync(ClientFrame.Close(1000));

        Assert.Null(await client.ReadFrameAsync());
        Assert.False(client.WasReset);
        await stopping.WaitAsync(Patience.Token);
        Assert.Equal(0, app.Metrics[DirectApp.Connections]);
    }
}
