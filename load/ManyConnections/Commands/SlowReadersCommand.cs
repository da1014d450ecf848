using System.Globalization;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Runs;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Commands;

/// <summary>Some connections that do not keep up, and what the others notice of it.</summary>
internal sealed class SlowReadersCommand : ICommand
{
    public string Help => SlowReadersHelp.Text;

    public async Task<bool> RunAsync(IReadOnlyList<string> args, CancellationToken stop)
    {
        var options = SlowReadersOptionReader.Read(args);
        OpenFiles.Require(options.Connections);
        var pinning = new Pinning();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{options.Connections:N0} connections on one topic, {options.Rate:0.#} events a second of {options.Bytes:N0} bytes "
            + $"= {options.Rate * options.Connections:N0} deliveries a second; {options.Quiet} s in which all read after {options.Warmup} s of warm-up, "
            + $"then {options.Seconds} s in which {options.SlowNever} do not read and {options.SlowCount} read {options.SlowRate:N0} bytes a second; "
            + $"policy {options.Policy}; {pinning}"));
        var results = await Campaign.RunAsync(options.Servers, options.Repeat,
            (kind, progress, token) => new SlowReadersRun(options, kind, pinning, progress).ExecuteAsync(token), stop);
        Console.WriteLine();
        Console.WriteLine(SlowReadersText.ForTerminal(options, results));
        await WriteFilesAsync(options, args, pinning, results);
        return !results.Any(IsFaulty);
    }

    private static async Task WriteFilesAsync(SlowReadersOptions options, IReadOnlyList<string> args, Pinning pinning, IReadOnlyList<SlowReadersResult> results)
    {
        if (options.JsonFile is { } json) await SlowReadersJson.WriteAsync(json, options, pinning, results);
        if (options.PlotFile is { } plot) await File.WriteAllTextAsync(plot, SlowReadersPlot.Write(options, results));
        if (options.WritesDocs) await SlowReadersDocs.WriteAsync(options, $"npm run load:slow-readers -- {string.Join(' ', args)}", pinning, results);
    }

    private static bool IsFaulty(SlowReadersResult run) => run.Server == ServerKinds.NameOf(ServerKind.RealtimeHub)
        && (run.Faults.Any || run.NeverRead.Unannounced + run.NeverRead.Repeated + run.ReadSlowly.Unannounced + run.ReadSlowly.Repeated > 0);
}
