using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Load.Peers.PlainSignalR;

// What one writes with SignalR alone, as its documentation recommends: a group for each topic, and both protocols.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSignalR().AddMessagePackProtocol();

var app = builder.Build();
app.MapHub<EventHub>("/hub");
app.MapPost("/v1/topics/{topic}/events", async (string topic, [FromBody] string data, IHubContext<EventHub> hub) =>
{
    await hub.Clients.Group(topic).SendAsync("event", topic, data);
    return Results.Ok();
});
app.Run();
