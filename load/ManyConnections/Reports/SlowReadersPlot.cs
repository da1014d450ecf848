using System.Globalization;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Reports.Plots;
using RealtimeHub.Load.Runs;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Reports;

/// <summary>Latency of the healthy clients and memory of the server over time, of one run of each server.</summary>
internal static class SlowReadersPlot
{
    private const double Mebibyte = 1_048_576;

    public static string Write(SlowReadersOptions options, IReadOnlyList<SlowReadersResult> runs)
    {
        var shown = runs.GroupBy(run => run.Server).Select(Middle).ToArray();
        return SvgChart.Write(new Chart(
            Text($"{options.Healthy:N0} clients that read, while {options.SlowNever + options.SlowCount:N0} others do not keep up"),
            options.Quiet + options.Seconds,
            (options.Quiet, Text($"{options.SlowNever:N0} stop reading, {options.SlowCount:N0} read {options.SlowRate:N0} bytes/s")),
            [Latency(shown), Memory(shown)],
            [.. Notes(options)]));
    }

    /// <summary>The run in the middle, by what it is about.</summary>
    private static SlowReadersResult Middle(IEnumerable<SlowReadersResult> runs)
    {
        SlowReadersResult[] sorted = [.. runs.OrderBy(run => run.Slow.P99Ms)];
        return sorted[(sorted.Length - 1) / 2];
    }

    private static Panel Latency(IReadOnlyList<SlowReadersResult> runs)
    {
        Curve[] curves =
        [
            .. runs.Select(run => CurveOf(run, "p99", second => second.P99Ms)),
            .. runs.Select(run => CurveOf(run, "p50", second => second.P50Ms) with { IsDashed = true }),
        ];
        return new Panel("latency of the clients that read, ms (each step is ten times the one below)", Axis.Logarithmic(Values(curves)), curves);
    }

    private static Panel Memory(IReadOnlyList<SlowReadersResult> runs)
    {
        Curve[] curves = [.. runs.Select(run => CurveOf(run, "memory", second => second.MemoryBytes / Mebibyte))];
        return new Panel("resident memory of the server, MiB", Axis.Linear(Values(curves)), curves);
    }

    private static IEnumerable<double> Values(IEnumerable<Curve> curves) =>
        curves.SelectMany(curve => curve.Points).Where(point => point.Value is not null).Select(point => point.Value ?? 0);

    private static IEnumerable<string> Notes(SlowReadersOptions options)
    {
        yield return Text($"{options.Rate:0.#} events a second of {options.Bytes:N0} bytes, {options.Connections:N0} subscribers of one topic. Latency counts from the moment at which an event was due.");
        if (options.Servers.Contains(ServerKind.RealtimeHub))
            yield return Text($"RealtimeHub: the policy {options.Policy} for clients that are behind.");
        if (options.Servers.Contains(ServerKind.SignalR))
            yield return "Plain SignalR: await Clients.Group(topic).SendAsync(...), which comes back when the slowest client has room for the event.";
    }

    private static Curve CurveOf(SlowReadersResult run, string what, Func<SecondResult, double?> value) => new(
        $"{ServerNames.Of(run.Server)}, {what}", ColourOf(run.Server), IsDashed: false, [.. run.Seconds.Select(second => (second.Second + 0.5, value(second)))]);

    private static string ColourOf(string server) => server == ServerKinds.NameOf(ServerKind.RealtimeHub) ? "#2563eb" : "#ea580c";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
