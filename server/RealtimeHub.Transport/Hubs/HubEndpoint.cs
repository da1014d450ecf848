using System.Security.Claims;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Transport.Connections;
using RealtimeHub.Transport.Http;
using RealtimeHub.Transport.Loops;
using RealtimeHub.Transport.Sockets;

namespace RealtimeHub.Transport.Hubs;

/// <summary>Takes the WebSockets of one hub over from Kestrel, and leaves what it cannot take to SignalR's own transport.</summary>
internal sealed class HubEndpoint(
    HubRunner runner, DirectHubOptions options, LoopSet loops, IServiceScopeFactory scopes, TransportMetrics metrics)
{
    // One for all who have not said who they are, of hubs that keep nothing of the request: others may add to theirs.
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());

    /// <summary>A request that opens a connection, or belongs to one of another transport.</summary>
    public Task ConnectAsync(HttpContext http, RequestDelegate signalR)
    {
        if (!Upgrade.IsAsked(http)) return signalR(http);
        if (WhyNot(http, out var handover) is { } reason)
        {
            metrics.FellBack(reason);
            if (!options.OffersOtherTransports) Negotiation.ForgetToken(http.Request);
            return signalR(http);
        }

        return Upgrade.Problem(http) is { } problem ? Upgrade.RefuseAsync(http, problem) : TakeOverAsync(http, handover!);
    }

    /// <summary>A client asks how it may connect.</summary>
    public Task NegotiateAsync(HttpContext http, RequestDelegate signalR) =>
        options.OffersOtherTransports ? signalR(http) : Negotiation.AnswerAsync(http);

    private string? WhyNot(HttpContext http, out ISocketHandover? handover)
    {
        handover = http.Features.Get<ISocketHandover>();
        return loops.Unavailable
            ?? (http.Features.Get<ITlsConnectionFeature>() is not null ? "tls"
            : !string.Equals(http.Request.Protocol, HttpProtocol.Http11, StringComparison.Ordinal) ? "http2"
            : handover is null ? "listener"
            : handover.CanHandOver ? null : "middleware");
    }

    private async Task TakeOverAsync(HttpContext http, ISocketHandover handover)
    {
        var token = Negotiation.TokenOf(http.Request);
        var id = token is null ? ConnectionIds.NewToken() : ConnectionIds.OfToken(token);
        if (runner.IsStopping || runner.Has(id))
        {
            http.Response.StatusCode = runner.IsStopping ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status409Conflict;
            return;
        }

        var request = options.KeepsRequest ? new RequestSnapshot(http, scopes) : null;
        var user = !options.KeepsRequest && IsNobody(http.User) ? Nobody : http.User;
        var lease = http.Features.Get<IConnectionLease>();
        await Upgrade.AcceptAsync(http, options.SubProtocolSelector);
        lease?.KeepUntilReleased();
        handover.Loop.Post(new Arrival(runner, handover, handover.HandOver(), id, options.HasHeartbeat ? new Heartbeat() : null)
        {
            User = user, Request = request, Lease = lease,
        });
    }

    private static bool IsNobody(ClaimsPrincipal user) => user.Identity is not { IsAuthenticated: true } && !user.Claims.Any();

    /// <summary>The moment at which a connection changes its owner.</summary>
    private sealed class Arrival(HubRunner runner, ISocketHandover handover, LoopSocket socket, string id, Heartbeat? heartbeat) : ILoopWork
    {
        public required ClaimsPrincipal User { get; init; }

        public required RequestSnapshot? Request { get; init; }

        public required IConnectionLease? Lease { get; init; }

        public void Run()
        {
            var connection = new HubSocket(socket, runner, id) { User = User, Request = Request, Heartbeat = heartbeat, Lease = Lease };
            if (Request is not null)
            {
                Request.Connection = connection;
                connection.Features.Set<IHttpContextFeature>(Request);
            }

            if (heartbeat is not null) connection.Features.Set<IConnectionHeartbeatFeature>(heartbeat);
            if (runner.TryAdd(connection))
            {
                _ = connection.RunAsync(handover.TakeRest());
                return;
            }

            // Two came with one token at the same moment.
            socket.Close();
            Lease?.Release();
        }
    }
}
