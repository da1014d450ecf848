using System.Diagnostics.Metrics;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Simulation;

/// <summary>The metrics of one run, and what some of them have counted.</summary>
internal sealed class Meters : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _totals = [];
    private Meter? _meter;

    public Meters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter && instrument.Name is "realtimehub.connections.behind" or "realtimehub.connections.cut" or "realtimehub.behind.outcomes") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name}.{tags[0].Value}";
            _totals[name] = _totals.GetValueOrDefault(name) + value;
        });
        Metrics = new RealtimeHubMetrics(this);
        _listener.Start();
    }

    public RealtimeHubMetrics Metrics { get; }

    public IReadOnlyDictionary<string, long> Totals => _totals;

    public Meter Create(MeterOptions options) => _meter = new Meter(options);

    public void Dispose()
    {
        _listener.Dispose();
        _meter?.Dispose();
    }
}
