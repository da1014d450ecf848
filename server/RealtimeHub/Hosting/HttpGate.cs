using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Ingest.Http;
using RealtimeHub.Security;

namespace RealtimeHub.Hosting;

/// <summary>
/// What every request of the HTTP interface passes before its endpoint: who asks, whether that is too often, and whether it may be asked. It is part of the endpoint, and no
/// middleware: an application may have a rate limiter of its own, and decides itself where its authentication stands.
/// </summary>
internal sealed class HttpGate(AccessGate gate, HttpRateLimiter limiter)
{
    public async Task RunAsync(HttpContext http, Func<HttpContext, Caller, AccessRefusal?> check, RequestDelegate next)
    {
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

    public static Task RefuseAsync(HttpContext http, AccessRefusal refusal) =>
        (refusal.RetryAfter is { } wait ? Problems.RateLimited(refusal.Reason, wait) : Problems.For(refusal.Code, refusal.Reason)).ExecuteAsync(http);
}
