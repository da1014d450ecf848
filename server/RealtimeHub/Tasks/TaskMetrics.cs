using System.Diagnostics.Metrics;
using RealtimeHub.Diagnostics;
using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Tasks;

/// <summary>What is counted about background work.</summary>
internal sealed class TaskMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _started;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _abandoned;
    private readonly Counter<long> _notTold;

    public TaskMetrics(RealtimeHubMetrics metrics)
    {
        _meter = metrics.Meter;
        _started = _meter.CreateCounter<long>("realtimehub.tasks.started", "{task}", "Starts of background tasks, by kind and outcome");
        _attempts = _meter.CreateCounter<long>("realtimehub.tasks.attempts", "{attempt}", "Attempts of background tasks that have ended, by kind and how");
        _abandoned = _meter.CreateCounter<long>("realtimehub.tasks.abandoned", "{attempt}", "Attempts whose handler did not stop when it was told to, by kind");
        _notTold = _meter.CreateCounter<long>("realtimehub.tasks.not_told", "{report}", "Reports of background tasks that could not be published at the first try");
    }

    public void Started(string kind, string outcome) => _started.Add(1, new("kind", kind), new("outcome", outcome));

    public void AttemptEnded(string kind, AttemptEnd end) => _attempts.Add(1, new("kind", kind), new("end", end switch
    {
        AttemptEnd.Succeeded => "succeeded",
        AttemptEnd.Failed { RetryAfter: not null } => "retrying",
        AttemptEnd.Failed => "failed",
        AttemptEnd.Cancelled => "cancelled",
        _ => "handedBack",
    }));

    public void Abandoned(string kind) => _abandoned.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void NotTold() => _notTold.Add(1);

    /// <summary>Shows how many tasks are worked on.</summary>
    public void Watch(Func<IEnumerable<(string Kind, int Running)>> running)
    {
        _meter.CreateObservableGauge("realtimehub.tasks.running", measure, "{task}", "Background tasks that this node works on, by kind");

        IEnumerable<Measurement<int>> measure() => running().Select(kind => new Measurement<int>(kind.Running, new KeyValuePair<string, object?>("kind", kind.Kind)));
    }
}
