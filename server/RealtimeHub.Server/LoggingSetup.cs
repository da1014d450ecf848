using System.Globalization;
using Serilog;
using Serilog.Formatting.Compact;

namespace RealtimeHub.Server;

/// <summary>Structured logs with Serilog: text for people in Development, one JSON object a line elsewhere.</summary>
internal static class LoggingSetup
{
    private const string TextTemplate = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext:l}: {Message:lj}{NewLine}{Exception}";

    /// <remarks>Levels come from the section <c>Serilog:MinimumLevel</c>. Payloads and tokens are never logged.</remarks>
    public static void AddLogging(this WebApplicationBuilder builder) =>
        builder.Services.AddSerilog((_, logger) =>
        {
            logger.ReadFrom.Configuration(builder.Configuration).Enrich.FromLogContext();
            if (builder.Environment.IsDevelopment()) logger.WriteTo.Console(outputTemplate: TextTemplate, formatProvider: CultureInfo.InvariantCulture);
            else logger.WriteTo.Console(new RenderedCompactJsonFormatter());
        });
}
