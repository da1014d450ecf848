using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Tests.Support;

/// <summary>The server's metrics, and what they have counted.</summary>
internal sealed class Counters : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ConcurrentDictionary<string, long> _totals = new();
    private readonly MeterListener _listener = new();

    public Counters()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _totals.AddOrUpdate(instrument.Name, value, (_, total) => total + value));
        _listener.Start();
        Metrics = new RealtimeHubMetrics(meters);
    }

    public RealtimeHubMetrics Metrics { get; }

    /// <summary>The total of the instrument <c>realtimehub.{name}</c>.</summary>
    public long this[string name] => _totals.GetValueOrDefault("realtimehub." + name);

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }
}
