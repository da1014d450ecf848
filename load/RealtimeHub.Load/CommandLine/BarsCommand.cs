using RealtimeHub.Load.Reports.Plots;

namespace RealtimeHub.Load.CommandLine;

/// <summary>Draws a bar chart for a program that has something to draw: the benchmark of all servers.</summary>
internal static class BarsCommand
{
    public static async Task<int> RunAsync(string file, string svg, CancellationToken stop)
    {
        if (!File.Exists(file)) throw new UsageException($"{file}: there is no such file");
        var picture = OutputFile.Checked("--svg", svg);
        var chart = BarChartFile.Read(await File.ReadAllTextAsync(file, stop), file);
        await File.WriteAllTextAsync(picture, chart.ToFile(), stop);
        return ExitCode.Fine;
    }
}
