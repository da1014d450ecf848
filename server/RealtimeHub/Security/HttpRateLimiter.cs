using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Limits;

namespace RealtimeHub.Security;

/// <summary>
/// ASP.NET Core's kind of rate limiter for requests. They take from the same buckets as messages on the hub, so that nobody has twice as
/// much by using both; and it has no lock, no timer and no list that is walked, as the framework's partitioned limiters have.
/// </summary>
internal sealed class HttpRateLimiter(Limiter limiter) : PartitionedRateLimiter<HttpContext>
{
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    /// <summary>Takes published events from the limits of whoever sends them.</summary>
    /// <returns>Null when they are allowed, otherwise when they will be.</returns>
    public TimeSpan? TakePublish(HttpContext http, int count)
    {
        if (http.Features.Get<Caller>() is not { } caller) return null;
        var now = limiter.Now;
        var wait = caller.Key is { Party: var holder } ? limiter.Take(limiter.KeyPublish, ref holder.Publish, now, count)
            : caller.Principal.User is { } user ? limiter.Take(limiter.UserPublish, ref limiter.Users.Find(user).Publish, now, count)
            : 0;
        return wait == 0 ? null : limiter.ToTime(wait);
    }

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        // Who asks has been found out before.
        if (resource.Features.Get<Caller>() is not { } caller) return Lease.Granted;
        var wait = Take(caller, Math.Max(1, permitCount));
        return wait == 0 ? Lease.Granted : new Lease(limiter.ToTime(wait));
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AttemptAcquireCore(resource, permitCount));

    /// <summary>A key is trusted with what it is configured for, wherever it is used; everybody else counts with user and address.</summary>
    private long Take(Caller caller, int count)
    {
        var now = limiter.Now;
        if (caller.Key is { Party: var holder }) return limiter.Take(limiter.KeyRequests, ref holder.Total, now, count);
        var wait = caller.Principal.User is { } user ? limiter.Take(limiter.UserTotal, ref limiter.Users.Find(user).Total, now, count) : 0;
        return wait == 0 && caller.Address is { } address
            ? limiter.Take(limiter.AddressTotal, ref limiter.Addresses.Find(address).Total, now, count)
            : wait;
    }

    /// <summary>What the middleware is told.</summary>
    internal sealed class Lease(TimeSpan? wait) : RateLimitLease
    {
        public static readonly Lease Granted = new(wait: null);

        public override bool IsAcquired => wait is null;

        public override IEnumerable<string> MetadataNames => wait is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? wait : null;
            return metadata is not null;
        }
    }
}
