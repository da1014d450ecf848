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
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context => AddCode(context.ProblemDetails));
        builder.Services.AddCors();
        builder.Services.AddHealthChecks();
    }

    public static void UseHttp(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(AddHeaders);
        var origins = app.Services.GetRequiredService<IOptions<RealtimeHubOptions>>().Value.Access.AllowedOrigins;
        app.UseCors(policy => policy.WithOrigins([.. origins]).AllowAnyHeader().AllowAnyMethod().AllowCredentials());
        app.MapHealthChecks("/health/live");
        app.MapHealthChecks("/health/ready");
    }

    /// <summary>Errors that the framework makes get a code too.</summary>
    private static void AddCode(Microsoft.AspNetCore.Mvc.ProblemDetails problem) =>
        problem.Extensions.TryAdd("code", (int)(problem.Status >= 500 ? ErrorCode.Internal : ErrorCode.BadRequest));

    private static Task AddHeaders(HttpContext http, RequestDelegate next)
    {
        // No page comes of it, and with thousands of clients that come back at once each byte counts.
        if (http.Request.Headers.Upgrade == "websocket") return next(http);
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";

        // The page of the API documentation styles itself inline; it gets a policy of its own.
        if (!http.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal)) headers.ContentSecurityPolicy = PagePolicy;
        return next(http);
    }
}
