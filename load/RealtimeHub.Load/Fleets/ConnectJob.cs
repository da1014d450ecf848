using System.Diagnostics;
using HdrHistogram;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Fleets;

/// <summary>Subscribers that connect, not too many at once and not too fast, and what came of it. Touched only by the thread of the loop, but for <see cref="Done"/>.</summary>
/// <param name="subscribers">Those that connect.</param>
/// <param name="atOnce">How many of them may be under way.</param>
/// <param name="rate">How many may begin a second; null: any number.</param>
/// <param name="start">Now.</param>
internal sealed class ConnectJob(IReadOnlyCollection<Subscriber> subscribers, int atOnce, double? rate, long start)
{
    private readonly Queue<Subscriber> _waiting = new(subscribers);
    private readonly HistogramBase _latency = Histograms.Large();
    private readonly TaskCompletionSource<ConnectResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;
    private int _live;
    private int? _recovered;

    /// <summary>Completes when all are live.</summary>
    public Task<ConnectResult> Done => _done.Task;

    /// <summary>The next one that may begin now.</summary>
    public bool TryNext(long now, out Subscriber next)
    {
        next = null!;
        if (_done.Task.IsCompleted || _begun - _live >= atOnce) return false;
        if (rate is { } perSecond && _begun > (now - start) * perSecond / Stopwatch.Frequency) return false;
        if (!_waiting.TryDequeue(out next!)) return false;
        _begun++;
        return true;
    }

    /// <summary>Nothing to do is done at once.</summary>
    public void Begin(long now) => CompleteWhenAll(now);

    public void Live(long since, long now)
    {
        _live++;
        _latency.RecordValue(Histograms.Microseconds(since, now));
        CompleteWhenAll(now);
    }

    public void Resumed(bool recovered) => _recovered = (_recovered ?? 0) + (recovered ? 1 : 0);

    public void Fail(string reason) => _done.TrySetException(new LoadException(reason));

    private void CompleteWhenAll(long now)
    {
        if (_live == subscribers.Count) _done.TrySetResult(new ConnectResult(Stopwatch.GetElapsedTime(start, now), _latency, _recovered));
    }
}
