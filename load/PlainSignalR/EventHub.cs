using Microsoft.AspNetCore.SignalR;

namespace RealtimeHub.Load.PlainSignalR;

/// <summary>The hub of the plain peer: a subscription is a membership in a group.</summary>
internal sealed class EventHub(Offsets offsets) : Hub
{
    public async Task<Position> Subscribe(SubscribeRequest request)
    {
        await Groups.AddToGroupAsync(Context.ConnectionId, request.Topic);
        return new Position(request.Topic, offsets.Current(request.Topic));
    }
}

internal sealed record SubscribeRequest(string Topic);

internal sealed record Position(string Topic, long Offset);
