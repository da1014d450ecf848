using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace RealtimeHub.Transport.Tests.Support;

/// <summary>Keeps which transport each connection took, with the reason.</summary>
internal sealed class ChosenWatch : IDisposable
{
    private readonly ConcurrentQueue<string> _chosen = new();
    private readonly MeterListener _listener = new();

    public ChosenWatch(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Name == "realtimehub.transport.chosen") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var values = new List<object?>();
            foreach (var tag in tags) values.Add(tag.Value);
            _chosen.Enqueue(string.Join(": ", values));
        });
        _listener.Start();
    }

    /// <summary>For example <c>direct</c> or <c>signalr: tls</c>, in order.</summary>
    public IReadOnlyList<string> All => [.. _chosen];

    public void Dispose() => _listener.Dispose();
}
