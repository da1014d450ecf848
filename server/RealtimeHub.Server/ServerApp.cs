using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Hosting;
using RealtimeHub.Server.Sources;
using RealtimeHub.Server.Tasks;

namespace RealtimeHub.Server;

/// <summary>The server, part by part.</summary>
internal static class ServerApp
{
    /// <param name="args">The command line; settings are written as <c>--RealtimeHub:Topics:MaxTopics=10</c>.</param>
    /// <param name="configure">What tests replace.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot() });
        builder.AddLogging();
        builder.AddRealtimeHub().RequireWayIn().AddBuiltInSources(builder.Configuration).AddBuiltInTasks();
        builder.AddApiDocs();
        builder.AddHttp();
        configure?.Invoke(builder);

        var app = builder.Build();

        // All problems of the configuration at once, before anything is made of it.
        app.Services.GetRequiredService<IStartupValidator>().Validate();

        // What is not over then is given up: requests, sources.
        app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout = app.Services.GetRequiredService<IOptions<RealtimeHubOptions>>().Value.Drain.Timeout;
        app.UseHttp();
        app.MapRealtimeHub();
        app.MapApiDocs();
        app.MapPages();
        return app;
    }

    /// <summary>Settings and pages lie where the program is started from, as in its project folder, or else beside the program.</summary>
    private static string? ContentRoot() => File.Exists("appsettings.json") ? null : AppContext.BaseDirectory;
}
