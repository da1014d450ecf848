using Microsoft.AspNetCore.SignalR;

namespace RealtimeHub.Client.Tests.Scripted;

/// <summary>One client's connection, seen from the server.</summary>
internal sealed class ServerConnection
{
    public const string CloseTarget = "$close";

    private readonly HubCallerContext _context;
    private readonly IClientProxy _client;

    public ServerConnection(HubCallerContext context, IClientProxy client) => (_context, _client) = (context, client);

    public void Drop() => _context.Abort();

    /// <summary>Sends SignalR's own close message, with an error.</summary>
    public Task CloseAsync() => _client.SendCoreAsync(CloseTarget, []);

    public Task EventAsync(string topic, long offset, object? data) => _client.SendCoreAsync("event", [topic, offset, data]);

    public Task EventAsync(string topic, long offset, object? data, object meta) => _client.SendCoreAsync("event", [topic, offset, data, meta]);

    /// <summary>Events whose data are their offsets.</summary>
    public async Task EventsAsync(string topic, params long[] offsets)
    {
        foreach (var offset in offsets)
        {
            await EventAsync(topic, offset, offset);
        }
    }

    public Task GapAsync(string topic, long from, long to, string reason) => _client.SendCoreAsync("gap", [topic, from, to, reason]);

    public Task UnsubscribedAsync(string topic, int code, string reason) => _client.SendCoreAsync("unsubscribed", [topic, code, reason]);

    public Task DisconnectingAsync(int code, string reason, bool reconnect, long afterMs) =>
        _client.SendCoreAsync("disconnecting", [code, reason, reconnect, afterMs]);

    public Task PresenceAsync(string topic, object state) => _client.SendCoreAsync("presence", [topic, state]);

    public Task SendAsync(string target, params object?[] arguments) => _client.SendCoreAsync(target, arguments);
}
