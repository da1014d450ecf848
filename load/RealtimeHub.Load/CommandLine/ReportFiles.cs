using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Reports.Html;
using Spectre.Console;

namespace RealtimeHub.Load.CommandLine;

/// <summary>The reports of a run that were asked for as files.</summary>
internal static class ReportFiles
{
    /// <summary>Writes them, and says so of each.</summary>
    /// <exception cref="LoadException">One of them cannot be written.</exception>
    public static async Task WriteAsync(IAnsiConsole console, RunRequest request, RunReport report, CancellationToken stop)
    {
        if (request.JsonFile is { } json) await WriteAsync(console, json, ReportJson.Write(report), stop);
        if (request.HtmlFile is { } html) await WriteAsync(console, html, RunPage.Write(report), stop);
    }

    private static async Task WriteAsync(IAnsiConsole console, string file, string text, CancellationToken stop)
    {
        await OutputFile.WriteAsync(file, text, stop);
        console.MarkupLine($"  [grey]written: {Markup.Escape(file)}[/]");
    }
}
