using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Runs;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Reports;

/// <summary>The picture and the tables in the documentation.</summary>
internal static class SlowReadersDocs
{
    private const string Section = "slow readers";
    private static readonly string Picture = Path.Combine(Repository.Root, "docs", "images", "slow-readers.svg");
    private static readonly string Page = Path.Combine(Repository.Root, "load", "README.md");

    public static async Task WriteAsync(SlowReadersOptions options, string command, Pinning pinning, IReadOnlyList<SlowReadersResult> runs)
    {
        await File.WriteAllTextAsync(Picture, SlowReadersPlot.Write(options, runs));
        var content = $"""
            ![Latency of the clients that read and memory of the server over time, RealtimeHub and plain SignalR](../docs/images/slow-readers.svg)

            `{command}`, {pinning}{(options.Repeat > 1 ? $", medians of {options.Repeat} rounds" : "")}:

            {SlowReadersText.ForDocs(options, runs)}
            """;
        await File.WriteAllTextAsync(Page, DocsSection.Replace(await File.ReadAllTextAsync(Page), Section, content));
    }
}
