using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Draining;
using RealtimeHub.Ingest.Http;
using RealtimeHub.Security;

namespace RealtimeHub.Hosting;

/// <summary>
/// What every request of the HTTP interface passes before its endpoint: who asks, whether that is too often, and whether it may be asked. It is part of the endpoint, and no
/// middleware: an application may have a rate limiter of its own, and decides itself where its authentication stands.
/// </summary>
internal sealed class HttpGate(AccessGate gate, HttpRateLimiter limiter, Drain drain)
{
    public async Task RunAsync(HttpContext http, Func<HttpContext, Caller, AccessRefusal?> check, RequestDelegate next)
    {
        if (drain.IsOn) SendElsewhere(http);
        var caller = await gate.IdentifyAsync(http);
        using var lease = limiter.AttemptAcquire(http);
        if (!lease.IsAcquired)
        {
            await Problems.RateLimited("too many requests", lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1)).ExecuteAsync(http);
        }
        else if (check(http, caller) is { } refusal)
        {
            await RefuseAsync(http, refusal);
        }
        else
        {
            await next(http);
        }
    }

    /// <summary>
    /// Requests are answered until the end, but the next one of this caller opens a connection, which finds another node. One that comes on the old connection at the moment at which
    /// the server closes it would be lost.
    /// </summary>
    private static void SendElsewhere(HttpContext http)
    {
        if (HttpProtocol.IsHttp11(http.Request.Protocol)) http.Response.Headers.Connection = "close";
    }

    public static Task RefuseAsync(HttpContext http, AccessRefusal refusal) =>
        (refusal.RetryAfter is { } wait ? Problems.RateLimited(refusal.Reason, wait) : Problems.For(refusal.Code, refusal.Reason)).ExecuteAsync(http);
}
