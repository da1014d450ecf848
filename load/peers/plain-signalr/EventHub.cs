using Microsoft.AspNetCore.SignalR;

namespace RealtimeHub.Load.Peers.PlainSignalR;

/// <summary>The hub of the plain peer: a subscription is a membership in a group.</summary>
internal sealed class EventHub : Hub
{
    public Task Subscribe(SubscribeRequest request) => Groups.AddToGroupAsync(Context.ConnectionId, request.Topic);
}

/// <summary>The same words as RealtimeHub's, so that one client speaks with both.</summary>
public sealed record SubscribeRequest(string Topic);
