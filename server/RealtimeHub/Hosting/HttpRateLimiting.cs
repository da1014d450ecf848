using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Ingest.Http;
using RealtimeHub.Security;

namespace RealtimeHub.Hosting;

/// <summary>Puts our limits behind ASP.NET Core's rate limiting middleware, beside those that the application may have itself.</summary>
internal static class HttpRateLimiting
{
    public static IServiceCollection AddHttpRateLimiting(this IServiceCollection services)
    {
        services.AddSingleton<HttpRateLimiter>().AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().PostConfigure<HttpRateLimiter>(Join);
        return services;
    }

    /// <summary>Finds out who asks, and whether that is too often.</summary>
    public static void UseHttpRateLimiting(this IApplicationBuilder app)
    {
        var gate = app.ApplicationServices.GetRequiredService<AccessGate>();
        app.Use(next => http => http.GetEndpoint()?.Metadata.GetMetadata<LimitedEndpoint>() is null ? next(http) : IdentifyAsync(http, gate, next));
        app.UseRateLimiter();
    }

    private static Task IdentifyAsync(HttpContext http, AccessGate gate, RequestDelegate next)
    {
        var identified = gate.IdentifyAsync(http);
        return identified.IsCompletedSuccessfully ? next(http) : WaitAsync();

        async Task WaitAsync()
        {
            await identified;
            await next(http);
        }
    }

    private static void Join(RateLimiterOptions options, HttpRateLimiter ours)
    {
        options.GlobalLimiter = options.GlobalLimiter is { } theirs ? PartitionedRateLimiter.CreateChained(theirs, ours) : ours;
        var rejected = options.OnRejected;
        options.OnRejected = (context, cancellationToken) =>
            context.HttpContext.Features.Get<Caller>() is not null && context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
                ? new ValueTask(Problems.RateLimited("too many requests", wait).ExecuteAsync(context.HttpContext))
                : rejected?.Invoke(context, cancellationToken) ?? ValueTask.CompletedTask;
    }
}
