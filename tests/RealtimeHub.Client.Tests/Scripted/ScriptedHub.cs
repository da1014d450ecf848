using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests.Scripted;

/// <summary>A hub that speaks the protocol and leaves each answer to the test.</summary>
internal sealed class ScriptedHub : Hub
{
    private readonly ScriptedServer _server;

    public ScriptedHub(ScriptedServer server) => _server = server;

    public override Task OnConnectedAsync()
    {
        _server.NoteConnection(Context);
        return Task.CompletedTask;
    }

    public Task<Answer> Subscribe(SubscribeRequest request) => _server.TakeAsync(nameof(Subscribe), request);

    public Task<Answer> Unsubscribe(string topic) => _server.TakeAsync(nameof(Unsubscribe), topic);

    public Task<Answer> SetRate(string topic, JsonElement rate) => _server.TakeAsync(nameof(SetRate), topic, rate.GetRawText());

    public Task<Answer> Publish(string topic, object data, HubPublishOptions? options) =>
        _server.TakeAsync(nameof(Publish), topic, data, options);

    public Task<Answer> History(string topic, HistoryRequest request) => _server.TakeAsync(nameof(History), topic, request);

    public Task<Answer> Presence(string topic) => _server.TakeAsync(nameof(Presence), topic);

    public Task<Answer> StartTask(string kind, JsonElement args, StartTaskRequest? options) =>
        _server.TakeAsync(nameof(StartTask), kind, args.GetRawText(), options);

    public Task<Answer> Time() => _server.TakeAsync(nameof(Time));
}
