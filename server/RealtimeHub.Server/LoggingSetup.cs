using System.Globalization;
using Serilog;
using Serilog.Formatting.Compact;

namespace RealtimeHub.Server;

/// <summary>Structured logs with Serilog: text for people in Development, one JSON object a line elsewhere.</summary>
internal static class LoggingSetup
{
    private const string TextTemplate = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext:l}: {Message:lj}{NewLine}{Exception}";

    /// <remarks>
    /// Levels come from the section <c>Serilog:MinimumLevel</c>. Payloads and tokens are never logged.
    /// Serilog is a provider of the framework's factory, not the factory itself: that one remembers its logger of a category,
    /// while Serilog's makes another whenever it is asked, and each connection asks four times.
    /// </remarks>
    public static void AddLogging(this WebApplicationBuilder builder)
    {
        var logger = new LoggerConfiguration().ReadFrom.Configuration(builder.Configuration).Enrich.FromLogContext();
        if (builder.Environment.IsDevelopment()) logger.WriteTo.Console(outputTemplate: TextTemplate, formatProvider: CultureInfo.InvariantCulture);
        else logger.WriteTo.Console(new RenderedCompactJsonFormatter());
        builder.Logging.ClearProviders().AddSerilog(logger.CreateLogger(), dispose: true);
    }
}
