using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Tests.Wires;

namespace RealtimeHub.Load.Tests.Dialects;

/// <summary>Against a server that is written with SignalR alone.</summary>
public sealed class PlainSignalRTests
{
    private const string Group = "load-0";

    [Theory]
    [InlineData("signalr-json")]
    [InlineData("signalr-msgpack")]
    public async Task Events_are_found_whatever_else_is_in_the_message(string dialect)
    {
        await using var app = await StartAsync();
        await using var fleet = new EngineFleet(TestPlans.Of(new Uri($"{app.Urls.Single()}/hub"), dialect));
        await fleet.ConnectAsync(5, Patience.Token);

        var hub = app.Services.GetRequiredService<IHubContext<TopicHub>>();
        for (var i = 1; i <= 100; i++)
        {
            var mark = System.Text.Encoding.ASCII.GetString(Marks.WriteJson(new EventMark(0, i, 1), 200)).Trim('"');
            await hub.Clients.All.SendAsync("event", new { Number = i, Text = mark });
        }

        await fleet.ReceivesAsync(500);
        Assert.Equal(new FleetResult(), await fleet.FinishAsync([100], Patience.Token));
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSignalR().AddMessagePackProtocol();
        var app = builder.Build();
        app.MapHub<TopicHub>("/hub");
        await app.StartAsync();
        return app;
    }

    public sealed record Request(string Topic);

    public sealed class TopicHub : Hub
    {
        public string Subscribe(Request request) => request.Topic == Group ? request.Topic : throw new HubException($"what is {request.Topic}?");
    }
}
