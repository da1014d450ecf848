using System.Diagnostics.Metrics;

namespace RealtimeHub.Diagnostics;

/// <summary>What the fan-out does, counted: the instruments on the path of every write.</summary>
internal sealed class DeliveryMetrics
{
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _deliveredBytes;
    private readonly Histogram<int> _perWrite;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _encoded;
    private readonly Counter<long> _built;
    private readonly Counter<long> _shared;
    private readonly Counter<long> _gaps;
    private readonly UpDownCounter<long> _behind;
    private readonly Counter<long> _behindOutcomes;
    private readonly Counter<long> _cut;

    private long _deliveredTotal;
    private long _deliveredBytesTotal;

    public DeliveryMetrics(Meter meter)
    {
        _delivered = meter.CreateCounter<long>("realtimehub.deliveries", "{event}", "Events handed to connections.");
        _deliveredBytes = meter.CreateCounter<long>("realtimehub.deliveries.size", "By", "Encoded bytes handed to connections.");
        _perWrite = meter.CreateHistogram("realtimehub.deliveries.per_write", "{event}", "Events that one write hands to a connection.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000] });
        _latency = meter.CreateHistogram("realtimehub.delivery.duration", "s", "From the append of the oldest event of a write until it is handed to the connection. Left out: subscriptions with a rate, which want to wait, and missed events of clients that come back.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        _encoded = meter.CreateCounter<long>("realtimehub.events.encoded", "{event}", "Events encoded, by protocol. However many subscribers an event has, it is encoded about once for each protocol.");
        _built = meter.CreateCounter<long>("realtimehub.slices.built", "{slice}", "Slices made.");
        _shared = meter.CreateCounter<long>("realtimehub.slices.shared", "{slice}", "Deliveries that used a slice which somebody else had wanted before.");
        _gaps = meter.CreateCounter<long>("realtimehub.gaps", "{gap}", "Gap notices handed to connections, by reason.");
        _behind = meter.CreateUpDownCounter<long>("realtimehub.connections.behind", "{connection}", "Connections whose write has not finished yet.");
        _behindOutcomes = meter.CreateCounter<long>("realtimehub.behind.outcomes", "{outcome}",
            "What became of subscriptions that were behind, by the outcome when they had caught up: caughtUp (they got everything), skipped, conflated; or disconnected.");
        _cut = meter.CreateCounter<long>("realtimehub.connections.cut", "{connection}", "Connections cut because one write did not finish in time.");
    }

    public long Delivered => Interlocked.Read(ref _deliveredTotal);

    public long DeliveredBytes => Interlocked.Read(ref _deliveredBytesTotal);

    public void Wrote(int events, int bytes)
    {
        Interlocked.Add(ref _deliveredTotal, events);
        Interlocked.Add(ref _deliveredBytesTotal, bytes);
        _delivered.Add(events);
        _deliveredBytes.Add(bytes);
        _perWrite.Record(events);
    }

    /// <summary>Whether somebody reads the latency: else the clock need not be asked.</summary>
    public bool WantsLatency => _latency.Enabled;

    public void Took(TimeSpan time) => _latency.Record(time.TotalSeconds);

    public void Encoded(long events, string protocol) => _encoded.Add(events, new KeyValuePair<string, object?>("protocol", protocol));

    public void SliceBuilt() => _built.Add(1);

    public void SliceShared() => _shared.Add(1);

    public void Gaps(int count, string reason) => _gaps.Add(count, new KeyValuePair<string, object?>("reason", reason));

    public void BehindChanged(int by) => _behind.Add(by);

    public void Cut() => _cut.Add(1);

    public void BehindEnded(string outcome) => _behindOutcomes.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
