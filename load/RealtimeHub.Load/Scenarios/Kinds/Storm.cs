using System.Diagnostics;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>Drops all connections when the quiet phase is over, and reads what their coming back costs.</summary>
internal sealed class Storm(Run run)
{
    private Spent _quiet;
    private Spent _spent;
    private ConnectResult? _result;

    public async Task RunAsync(long measureFrom, CancellationToken stop)
    {
        await Clock.UntilAsync(measureFrom, stop);
        var first = run.Read();
        await Clock.UntilAsync(measureFrom + Clock.Ticks(run.Plan.Quiet), stop);
        var before = run.Read();
        _quiet = before.Since(first);
        var back = run.Fleet.ReconnectAsync(run.Plan.Connections, stop);

        // After the connections: what breaks them first would be told as faults.
        if (run.Plan.Target.KilledProcessId is { } dying) Kill(dying);
        _result = await back;
        _spent = run.Read().Since(before);
    }

    public IReadOnlyList<NamedFigure> Figures(Connected connected)
    {
        if (_result is not { } result) return [];
        var latency = Latency.Of(result.Latency);
        return
        [
            new NamedFigure("reconnect-time", "until all were back", result.Time.TotalSeconds, "s"),
            new NamedFigure("reconnects", "reconnects a second", latency.Count / Math.Max(result.Time.TotalSeconds, 1e-6), ""),
            new NamedFigure("reconnect-p50", "reconnect and recover, p50", latency.P50, "ms"),
            new NamedFigure("reconnect-p99", "reconnect and recover, p99", latency.P99, "ms"),
            .. result.Recovered is { } recovered ? Recovery(recovered, latency.Count) : [],
            .. Cost(connected, latency.Count),
        ];
    }

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }

    private static IEnumerable<NamedFigure> Recovery(int recovered, long of) =>
    [
        new NamedFigure("recovered", "connections that were continued", recovered, ""),
        new NamedFigure("not-recovered", "connections that were not", of - recovered, ""),
    ];

    /// <summary>What was delivered meanwhile, at the price of the quiet phase, is no part of the cost of coming back.</summary>
    private IEnumerable<NamedFigure> Cost(Connected connected, long reconnects)
    {
        if (_spent.ServerMicrosFor(1) is not { } all || connected.Spent.ServerMicrosFor(connected.Opened) is not { } connect) yield break;
        var deliveries = _spent.Delivered * (_quiet.ServerMicrosFor(_quiet.Delivered) ?? 0);
        var reconnect = Math.Max(0, all - deliveries) / Math.Max(1, reconnects);
        yield return new NamedFigure("storm-cpu", "CPU of the storm, with all that was delivered in it", all / 1e6, "s");
        yield return new NamedFigure("reconnect-cpu", "CPU to reconnect and recover", reconnect, "us");
        if (connect > 0) yield return new NamedFigure("reconnect-cpu-ratio", "CPU to reconnect / to connect", reconnect / connect, "x");
    }
}
