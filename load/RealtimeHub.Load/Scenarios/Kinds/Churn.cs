using System.Diagnostics;
using HdrHistogram;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>Drops connections at a rate, in turn, and lets them come back from where they were.</summary>
internal sealed class Churn(Run run)
{
    // In seconds.
    private const double Interval = 0.1;

    private readonly HistogramBase _latency = Histograms.Large();
    private int? _recovered;

    /// <summary>From the beginning of the measurement to its end.</summary>
    /// <param name="measureFrom">When it begins.</param>
    /// <param name="seconds">How long it lasts.</param>
    /// <param name="stop">Breaks off.</param>
    public async Task RunAsync(long measureFrom, int seconds, CancellationToken stop)
    {
        await Clock.UntilAsync(measureFrom, stop);
        var (dropped, elapsed) = (0, 0.0);
        while (elapsed < seconds)
        {
            // The last time is at the end: however late the others were, all that the plan wants are dropped.
            elapsed = Math.Min(seconds, Stopwatch.GetElapsedTime(measureFrom).TotalSeconds + Interval);
            await Clock.UntilAsync(measureFrom + Clock.Ticks(elapsed), stop);
            var due = (int)(elapsed * run.Plan.ChurnRate);
            while (dropped < due && await DropAsync(due - dropped, stop) is > 0 and var count) dropped += count;
        }
    }

    public IReadOnlyList<NamedFigure> Figures()
    {
        var latency = Latency.Of(_latency);
        return
        [
            new NamedFigure("churned", "connections that were dropped and came back", latency.Count, ""),
            new NamedFigure("reconnect-p50", "reconnect and recover, p50", latency.P50, "ms"),
            new NamedFigure("reconnect-p99", "reconnect and recover, p99", latency.P99, "ms"),
            .. _recovered is { } recovered ? [new NamedFigure("not-recovered", "connections that were not continued", latency.Count - recovered, "")] : Array.Empty<NamedFigure>(),
        ];
    }

    /// <returns>How many came back: after a wait there may be more to be dropped than there are.</returns>
    private async Task<int> DropAsync(int connections, CancellationToken stop)
    {
        var result = await run.Fleet.ReconnectAsync(connections, stop);
        _latency.Add(result.Latency);
        if (result.Recovered is { } recovered) _recovered = (_recovered ?? 0) + recovered;
        return (int)result.Latency.TotalCount;
    }
}
