using System.Diagnostics.Metrics;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Sources;

/// <summary>What happened to the events of sources, and to the sources themselves. The only tag is the source's name.</summary>
internal sealed class SourceMetrics
{
    private readonly Counter<long> _published;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _failures;

    public SourceMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(RealtimeHubMetrics.MeterName);
        _published = meter.CreateCounter<long>("realtimehub.source.published", "{event}", "Events of sources that were published.");
        _rejected = meter.CreateCounter<long>("realtimehub.source.rejected", "{event}", "Events of sources that were refused or failed.");
        _failures = meter.CreateCounter<long>("realtimehub.source.failures", "{failure}", "Times that a source threw or returned early.");
    }

    public void EventPublished(string source) => _published.Add(1, Named(source));

    public void EventRejected(string source) => _rejected.Add(1, Named(source));

    public void SourceFailed(string source) => _failures.Add(1, Named(source));

    private static KeyValuePair<string, object?> Named(string source) => new("source", source);
}
