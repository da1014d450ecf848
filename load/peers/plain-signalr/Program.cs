using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Load.Peers.PlainSignalR;
using RealtimeHub.Transport;

// What one writes with SignalR alone, as its documentation recommends: a group for each topic, and both protocols. With Direct=true the same
// hub is on RealtimeHub's transport, and nothing else differs.
var builder = WebApplication.CreateBuilder(args);
var isDirect = builder.Configuration.GetValue<bool>("Direct");
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSignalR().AddMessagePackProtocol();
if (isDirect) builder.Services.AddDirectTransport();

var app = builder.Build();
if (isDirect) app.MapDirectHub<EventHub>("/hub");
else app.MapHub<EventHub>("/hub");
app.MapPost("/v1/topics/{topic}/events", async (string topic, [FromBody] string data, IHubContext<EventHub> hub) =>
{
    await hub.Clients.Group(topic).SendAsync("event", topic, data);
    return Results.Ok();
});
app.Run();
