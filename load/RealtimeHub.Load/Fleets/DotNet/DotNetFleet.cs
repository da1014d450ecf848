using System.Diagnostics;
using HdrHistogram;
using RealtimeHub.Client;
using RealtimeHub.Load.Engine.Native;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Fleets.DotNet;

/// <summary>
/// Subscribers that are clients of the .NET library, all in this process. It measures the library together with the server, and
/// costs many times what the engine costs: a few thousand clients are what a core can bear.
/// </summary>
internal sealed class DotNetFleet : IFleet
{
    /// <summary>How long one may take to be subscribed, at first or again.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // After the measurement events may still be due that belong to it, but not for long.
    private const int MoreSeconds = 60;

    private readonly LoadPlan _plan;
    private readonly DotNetTotals _totals;
    private readonly List<DotNetSubscriber> _subscribers = [];
    private int _created;
    private int _cursor;

    /// <exception cref="LoadException">The library cannot do what the plan asks for.</exception>
    public DotNetFleet(LoadPlan plan)
    {
        if (plan.Target.Dialect != "realtimehub-json") throw new LoadException("the .NET client speaks realtimehub-json alone");
        if (plan.Scenario is Scenario.SlowReaders or Scenario.Mixed) throw new LoadException("slow readers need --client engine");
        (_plan, _totals) = (plan, new DotNetTotals(plan.Quiet + plan.Seconds + MoreSeconds));
    }

    public FleetTotals Totals => new(_totals.Live, _totals.Received, _totals.Bytes, CpuUsage.OfProcess(), _totals.Faults.Missing, _totals.Faults.Faults);

    public Task<ConnectResult> ConnectAsync(int connections, CancellationToken stop) => MeasureAsync(async latency =>
    {
        var start = Stopwatch.GetTimestamp();
        var wanted = Enumerable.Range(0, Math.Max(0, connections - _subscribers.Count));
        await Parallel.ForEachAsync(wanted, OptionsFor(stop), async (index, token) =>
        {
            if (_plan.ConnectRate is { } rate) await DelayUntilAsync(start, index / rate, token);
            var subscriber = New();
            var took = await subscriber.ConnectAsync(token);
            lock (latency) latency.RecordValue(took);
        });
        return null;
    });

    public Task<ConnectResult> ReconnectAsync(int connections, CancellationToken stop) => MeasureAsync(async latency =>
    {
        var results = await Task.WhenAll(Next(connections).Select(subscriber => subscriber.ReconnectAsync(stop)));
        foreach (var (took, _) in results) latency.RecordValue(took);
        return results.Count(result => result.Recovered);
    });

    public async Task CloseAsync(int connections, CancellationToken stop)
    {
        var leaving = _subscribers.TakeLast(connections).ToList();
        _subscribers.RemoveRange(_subscribers.Count - leaving.Count, leaving.Count);
        _created = _subscribers.Count;
        await Parallel.ForEachAsync(leaving, OptionsFor(stop), (subscriber, _) => subscriber.DisposeAsync());
    }

    public Task SlowDownAsync(CancellationToken stop) => Task.FromException(new LoadException("slow readers need --client engine"));

    public Task EndSlowAsync(CancellationToken stop) => SlowDownAsync(stop);

    public void MeasureFrom(long timestamp) => _totals.MeasureFrom(timestamp);

    public HistogramBase Second(int second) => _totals.Second(second);

    public Task<FleetResult> FinishAsync(IReadOnlyList<long> lastSequences, CancellationToken stop)
    {
        var sum = new FleetResult { BrokenConnections = _totals.Broken, FirstFailure = _totals.FirstFailure };
        return Task.FromResult(_subscribers.Aggregate(sum, (all, one) => one.AddTo(all, lastSequences[one.Topic])));
    }

    public async ValueTask DisposeAsync()
    {
        await Parallel.ForEachAsync(_subscribers, (subscriber, _) => subscriber.DisposeAsync());
        _subscribers.Clear();
    }

    private ParallelOptions OptionsFor(CancellationToken stop) => new() { MaxDegreeOfParallelism = _plan.ConnectingAtOnce, CancellationToken = stop };

    private DotNetSubscriber New()
    {
        lock (_subscribers)
        {
            var subscriber = new DotNetSubscriber(_plan, _created++, _totals);
            _subscribers.Add(subscriber);
            return subscriber;
        }
    }

    /// <summary>The next so many, so that all get their turn.</summary>
    private List<DotNetSubscriber> Next(int count) =>
        [.. Enumerable.Range(0, Math.Min(count, _subscribers.Count)).Select(_ => _subscribers[_cursor++ % _subscribers.Count])];

    private static async Task<ConnectResult> MeasureAsync(Func<HistogramBase, Task<int?>> connect)
    {
        var (start, latency) = (Stopwatch.GetTimestamp(), Histograms.Large());
        try
        {
            var recovered = await connect(latency);
            return new ConnectResult(Stopwatch.GetElapsedTime(start), latency, recovered);
        }
        catch (Exception e) when (e is RealtimeHubException or TimeoutException)
        {
            throw new LoadException($"a connection did not get through: {e.Message}");
        }
    }

    private static Task DelayUntilAsync(long start, double seconds, CancellationToken stop)
    {
        var left = TimeSpan.FromSeconds(seconds) - Stopwatch.GetElapsedTime(start);
        return left > TimeSpan.Zero ? Task.Delay(left, TimeProvider.System, stop) : Task.CompletedTask;
    }
}
