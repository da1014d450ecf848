using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;

namespace RealtimeHub.Connections;

/// <summary>One client. The only door through which events reach its socket.</summary>
internal sealed class ClientConnection
{
    private readonly HubConnectionContext _context;

    public ClientConnection(HubConnectionContext context) => _context = context;

    public string Id => _context.ConnectionId;

    /// <summary>The SignalR name of the protocol that the client chose.</summary>
    public string Protocol => _context.Protocol.Name;

    /// <summary>Hands over one write. It is pending for as long as the client cannot take it.</summary>
    /// <remarks>The caller starts no second write while one is pending: SignalR would queue it without a bound.</remarks>
    public ValueTask WriteAsync(SerializedHubMessage message) => _context.WriteAsync(message);

    /// <summary>Tells the client why the connection ends and whether to come back.</summary>
    public Task SayGoodbyeAsync(CloseCode code, string reason, TimeSpan comeBackAfter) =>
        _context.WriteAsync(new InvocationMessage(
            HubNames.Disconnecting, [(int)code, reason, code.MayReconnect(), (long)comeBackAfter.TotalMilliseconds])).AsTask();

    /// <summary>Ends the connection. What was written before is still sent, if the client takes it.</summary>
    public void Abort() => _context.Abort();
}
