using System.Runtime.InteropServices;
using System.Text.Json;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Runs;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Reports;

/// <summary>Everything that was planned and measured with slow readers, each second of it, for programs.</summary>
internal static class SlowReadersJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(string file, SlowReadersOptions plan, Pinning pinning, IReadOnlyList<SlowReadersResult> runs)
    {
        var report = new
        {
            FinishedAt = TimeProvider.System.GetUtcNow(),
            Machine = new { System = RuntimeInformation.OSDescription, Runtime = RuntimeInformation.FrameworkDescription, Cores = pinning.ToString() },
            Plan = new
            {
                plan.Connections, plan.Rate, plan.Bytes, plan.Warmup, plan.Quiet, plan.Seconds, plan.SlowNever, plan.SlowCount, plan.SlowRate,
                Settings = plan.ServerSettings, plan.Repeat, Servers = plan.Servers.Select(ServerKinds.NameOf),
            },
            Medians = runs.GroupBy(run => run.Server)
                .ToDictionary(server => server.Key, server => SlowReadersFigures.All.ToDictionary(figure => figure.Key, figure => figure.MedianOf(server))),
            Runs = runs,
        };
        await using var output = File.Create(file);
        await JsonSerializer.SerializeAsync(output, report, Options);
    }
}
