using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Load.PlainSignalR;

// What one writes with SignalR alone, as its documentation recommends: a group for each topic.
// It answers on the same addresses as RealtimeHub, so that one client measures both.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSignalR();
builder.Services.AddSingleton<Offsets>();

var app = builder.Build();
app.MapHub<EventHub>("/hub");
app.MapGet("/health/ready", () => Results.Ok());
app.MapPost("/v1/topics/{topic}/events", async (string topic, JsonElement data, IHubContext<EventHub> hub, Offsets offsets) =>
{
    var offset = offsets.Next(topic);
    await hub.Clients.Group(topic).SendAsync("event", topic, offset, data);
    return Results.Ok(new Position(topic, offset));
});
app.Run();
