using System.Globalization;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Runs;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Commands;

/// <summary>Many connections that all read: what they cost, and whether each gets everything.</summary>
internal sealed class ConnectionsCommand : ICommand
{
    public string Help => CommandLine.Help.Text;

    public async Task<bool> RunAsync(IReadOnlyList<string> args, CancellationToken stop)
    {
        var options = OptionReader.Read(args);
        OpenFiles.Require(options.Connections);
        var pinning = new Pinning();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{options.Connections:N0} connections on {options.Topics:N0} topic(s), {options.Rate:0.#} events a second of {Payload.DefaultLength} bytes "
            + $"= {options.Rate * options.Connections / options.Topics:N0} deliveries a second, {options.Seconds} s after {options.Warmup} s of warm-up; {pinning}"));
        var results = await Campaign.RunAsync(options.Servers, options.Repeat,
            (kind, progress, token) => new LoadRun(options, kind, pinning, progress).ExecuteAsync(token), stop);
        Console.WriteLine();
        Console.WriteLine(TextReport.Write(results));
        if (options.JsonFile is { } file) await JsonReport.WriteAsync(file, options, pinning, results);
        return !results.Any(result => result.Faults.Any);
    }
}
