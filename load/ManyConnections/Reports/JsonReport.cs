using System.Runtime.InteropServices;
using System.Text.Json;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Runs;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Reports;

/// <summary>Everything that was planned and measured, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(string file, LoadOptions plan, Pinning pinning, IReadOnlyList<RunResult> runs)
    {
        var report = new
        {
            FinishedAt = TimeProvider.System.GetUtcNow(),
            Machine = new { System = RuntimeInformation.OSDescription, Runtime = RuntimeInformation.FrameworkDescription, Cores = pinning.ToString() },
            Plan = new
            {
                plan.Connections, plan.Topics, plan.Rate, plan.Seconds, plan.Warmup, plan.Repeat, Servers = plan.Servers.Select(ServerKinds.NameOf),
            },
            Medians = runs.GroupBy(run => run.Server).ToDictionary(server => server.Key, server => RunFigures.All.ToDictionary(figure => figure.Key, figure => figure.MedianOf(server))),
            Runs = runs,
        };
        await using var output = File.Create(file);
        await JsonSerializer.SerializeAsync(output, report, Options);
    }
}
