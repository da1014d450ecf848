using System.Diagnostics.Metrics;

namespace RealtimeHub.Tests.Support;

/// <summary>A meter for one short test among many thousands: it is gone with it, and what it cost as well.</summary>
internal sealed class OwnMeter : IMeterFactory
{
    private Meter? _meter;

    public Meter Create(MeterOptions options) => _meter = new Meter(options);

    public void Dispose() => _meter?.Dispose();
}
