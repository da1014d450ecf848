using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;

namespace RealtimeHub.Server;

/// <summary>What all requests have in common: errors, origins, headers.</summary>
internal static class HttpSetup
{
    // Pages bring everything with them; nothing is loaded from elsewhere and nothing runs inline.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void AddHttp(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(SetLimits);
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context => AddCode(context.ProblemDetails));
        builder.Services.AddCors();
        builder.AddHealth();
    }

    public static void UseHttp(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<IOptions<RealtimeHubOptions>>().Value.Access;
        if (access.TrustedProxies.Count > 0) app.UseForwardedHeaders(Believe(access.TrustedProxies));
        app.UseExceptionHandler();

        // No page comes of a WebSocket, and with thousands of clients that come back at once each step counts. Its origin is checked by the hub.
        app.UseWhen(http => http.Request.Headers.Upgrade != "websocket", pages => pages.UseForPages(access));
        app.MapHealth();
    }

    private static void UseForPages(this IApplicationBuilder pages, AccessOptions access)
    {
        pages.UseStatusCodePages();
        pages.Use(AddHeaders);
        pages.UseCors(policy => policy.WithOrigins([.. access.AllowedOrigins]).AllowAnyHeader().AllowAnyMethod().AllowCredentials());
    }

    /// <summary>Who sends his headers a byte at a time, or far too many, does not hold a connection for long.</summary>
    private static void SetLimits(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1_024;
        kestrel.Limits.MaxRequestHeaderCount = 50;
    }

    private static ForwardedHeadersOptions Believe(List<string> proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address)) options.KnownProxies.Add(address);
            else options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }

        return options;
    }

    /// <summary>Errors that the framework makes get a code too.</summary>
    private static void AddCode(Microsoft.AspNetCore.Mvc.ProblemDetails problem) =>
        problem.Extensions.TryAdd("code", (int)(problem.Status >= 500 ? ErrorCode.Internal : ErrorCode.BadRequest));

    private static Task AddHeaders(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";

        // The page of the API documentation styles itself inline; it gets a policy of its own.
        if (!http.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal)) headers.ContentSecurityPolicy = PagePolicy;
        return next(http);
    }
}
