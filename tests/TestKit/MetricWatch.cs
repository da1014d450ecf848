using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace RealtimeHub.TestKit;

/// <summary>Listens to the meter of one server, so that a test can wait for something to be counted.</summary>
public sealed class MetricWatch : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, long> _totals = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MetricWatch(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Count(instrument.Name, value));
        _listener.Start();
    }

    public long this[string instrument] => _totals.GetValueOrDefault(instrument);

    public Task WaitForAsync(string instrument, long atLeast) => WaitAsync(() => this[instrument] >= atLeast);

    /// <summary>For what goes up and down.</summary>
    public Task WaitForFallAsync(string instrument, long atMost) => WaitAsync(() => this[instrument] <= atMost);

    /// <summary>For what is only known when it is asked for.</summary>
    public async Task WaitForObservedAsync(string instrument, long atLeast)
    {
        using var patience = new CancellationTokenSource(Patience);
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            _totals[instrument] = 0;
            _listener.RecordObservableInstruments();
            await Task.Yield();
        }
        while (this[instrument] < atLeast);
    }

    private async Task WaitAsync(Func<bool> isReached)
    {
        // One patience for the whole wait: something is counted all the time.
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task changed;
            lock (_gate) changed = _changed.Task;
            if (isReached()) return;
            await changed.WaitAsync(patience.Token);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Count(string instrument, long value)
    {
        _totals.AddOrUpdate(instrument, value, (_, total) => total + value);
        lock (_gate)
        {
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
