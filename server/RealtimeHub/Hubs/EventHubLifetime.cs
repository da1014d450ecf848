using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.Draining;
using RealtimeHub.FanOut;
using RealtimeHub.Limits;
using RealtimeHub.Security;
using RealtimeHub.Security.Tokens;
using RealtimeHub.Transport.Hubs;

namespace RealtimeHub.Hubs;

/// <summary>Brings each connection of the hub into the registry and the fan-out, and takes it out again.</summary>
internal sealed class EventHubLifetime : DefaultHubLifetimeManager<EventHub>
{
    private readonly ConnectionRegistry _connections;
    private readonly FanOutService _fanOut;
    private readonly Admission _admission;
    private readonly AccessGate _gate;
    private readonly TokenReader _tokens;
    private readonly KeyRing _keys;
    private readonly ServerSubscriptions _subscriptions;
    private readonly Limiter _limiter;
    private readonly Goodbye _goodbye;
    private readonly RealtimeHubMetrics _metrics;
    private readonly TimeProvider _clock;

    public EventHubLifetime(
        ConnectionRegistry connections, Admission admission, AccessGate gate, TokenReader tokens, KeyRing keys, FanOutService fanOut, ServerSubscriptions subscriptions, Limiter limiter,
        Goodbye goodbye, RealtimeHubMetrics metrics, TimeProvider clock, ILogger<DefaultHubLifetimeManager<EventHub>> logger)
        : base(logger)
    {
        (_connections, _admission, _gate, _tokens, _keys, _fanOut, _subscriptions, _limiter) = (connections, admission, gate, tokens, keys, fanOut, subscriptions, limiter);
        (_goodbye, _metrics, _clock) = (goodbye, metrics, clock);
    }

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        // A connection of several requests, none of which lasts as long as it, has no place yet.
        var held = PlaceOf(connection);
        var principal = ClientPrincipal.Of(connection.User);
        AdmissionRefusal? refusal = null;
        var own = held is null ? _admission.Enter(_gate.VisitorOf(principal, connection.GetHttpContext()), out refusal) : null;
        var meter = new ConnectionMeter(_limiter, (held ?? own)!.User, (held ?? own)!.Address);
        var client = new ClientConnection(connection, _clock, meter) { User = principal.User, Info = principal.Token?.Info, Expires = principal.Token?.Expires };
        (connection.Protocol as MeteredProtocol)?.Charge(client, meter);
        var subscriber = _fanOut.Attach(client);
        client.WhenGone = () => Leave(client, subscriber, own);
        connection.Features.Set(client);
        connection.Features.Set(new ClientSession(principal));
        if (principal.Token is { } token) connection.Features.Set(token);
        if (principal.Key is { } key) connection.Features.Set(key);
        connection.Features.Set(subscriber);
        _connections.Add(client);
        _metrics.ConnectionOpened();

        // Added too late to be told goodbye with the others.
        if (_connections.IsClosing) _goodbye.Say(client);
        else if (refusal is not null) _ = client.EndAsync(CloseCode.TooManyRequests, refusal.Reason, refusal.RetryAfter);
        else if (WhyNot(principal) is { } over) _ = client.EndAsync(over, "the token or the key counts no more", TimeSpan.Zero);
        else if (_subscriptions.HasAny(principal)) return BeginAsync(connection, client, subscriber, principal);
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        connection.Features.Get<ClientConnection>()?.Gone();
        return base.OnDisconnectedAsync(connection);
    }

    private CloseCode? WhyNot(ClientPrincipal client) =>
        client.Token is { } token ? _tokens.IsOver(token) : client.Key is { } key ? _keys.WhyNot(key) : null;

    private async Task BeginAsync(HubConnectionContext connection, ClientConnection client, Subscriber subscriber, ClientPrincipal principal)
    {
        await base.OnConnectedAsync(connection);
        await _subscriptions.MakeAsync(client, subscriber, principal);
    }

    /// <summary>The place that the connection holds: over the direct transport its own, over SignalR's that of the request that opened it.</summary>
    private static Place? PlaceOf(HubConnectionContext connection) =>
        (connection.Features.Get<IDirectConnectionFeature>()?.Lease ?? connection.GetHttpContext()?.Features.Get<IConnectionLease>()) as Place;

    private void Leave(ClientConnection client, Subscriber subscriber, Place? own)
    {
        own?.Release();
        FanOutService.Detach(subscriber);
        _connections.Remove(client);
        _metrics.ConnectionClosed();
    }
}
