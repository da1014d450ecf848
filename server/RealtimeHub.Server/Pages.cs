using Microsoft.AspNetCore.StaticFiles;

namespace RealtimeHub.Server;

/// <summary>The dashboard, as the web client's build left it in wwwroot.</summary>
internal static class Pages
{
    private const string NotBuilt =
        "RealtimeHub is running.\nThe dashboard is not built yet: run 'npm start', or 'npm ci && npm run build', in the repository.\n"
        + "The HTTP interface is described at /docs.\n";

    public static void MapPages(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = SetCaching });
        if (!app.Environment.WebRootFileProvider.GetFileInfo("index.html").Exists)
        {
            app.MapGet("/", () => Results.Text(NotBuilt)).ExcludeFromDescription();
        }
    }

    /// <summary>Built files carry a hash in their name and never change; pages are asked for again.</summary>
    private static void SetCaching(StaticFileResponseContext context) =>
        context.Context.Response.Headers.CacheControl =
            context.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
}
