using Scalar.AspNetCore;

namespace RealtimeHub.Server;

/// <summary>The OpenAPI document and the page on which the HTTP interface can be tried.</summary>
internal static class ApiDocs
{
    private const string Policy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

    public static void AddApiDocs(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "RealtimeHub";
            document.Info.Version = "v1";
            document.Info.Description = "Publish events to topics and read their history. Subscribers connect to /hub with any SignalR client.";
            return Task.CompletedTask;
        }));

    public static void MapApiDocs(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/docs", options => options
            .WithTitle("RealtimeHub API")
            .WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .WithDefaultHttpClient(ScalarTarget.Shell, ScalarClient.Curl)
            .DisableDefaultFonts()
            .DisableTelemetry()
            .HideClientButton()
            .HideDeveloperTools()
            .DisableAgent()
            .DisableMcp())
            .AddEndpointFilter((context, next) =>
            {
                context.HttpContext.Response.Headers.ContentSecurityPolicy = Policy;
                return next(context);
            });
    }
}
