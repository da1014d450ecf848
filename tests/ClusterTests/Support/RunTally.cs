using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using RealtimeHub.Ledger;

namespace ClusterTests.Support;

/// <summary>Counts what happens in a run, and wakes those who wait for it.</summary>
internal sealed class RunTally
{
    private readonly ConcurrentDictionary<PubId, bool> _acked = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private long _unavailable;
    private long _unanswered;
    private long _comebacks;
    private readonly ConcurrentDictionary<string, int> _losses = new(StringComparer.Ordinal);
    private long _deliveries;
    private long _slowestAnswer;

    public Pulse Moved { get; } = new();

    /// <summary>Events that were acknowledged.</summary>
    public int Acked => _acked.Count;

    public IEnumerable<PubId> AckedIds => _acked.Keys;

    /// <summary>Answers that the node cannot publish at the moment.</summary>
    public long Unavailable => Interlocked.Read(ref _unavailable);

    /// <summary>Requests that got no answer at all.</summary>
    public long Unanswered => Interlocked.Read(ref _unanswered);

    /// <summary>How often a subscriber has connected again.</summary>
    public long Comebacks => Interlocked.Read(ref _comebacks);

    /// <summary>The longest time until a node answered.</summary>
    public TimeSpan SlowestAnswer => TimeSpan.FromTicks(Interlocked.Read(ref _slowestAnswer));

    /// <summary>What nobody may see in any run.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public void Answered(PublishAnswer answer, long start)
    {
        if (answer.IsUnavailable) Interlocked.Increment(ref _unavailable);
        if (answer.Status is null) Interlocked.Increment(ref _unanswered);
        var took = Stopwatch.GetElapsedTime(start).Ticks;
        for (var slowest = _slowestAnswer; took > slowest && answer.Status is not null; slowest = _slowestAnswer)
            if (Interlocked.CompareExchange(ref _slowestAnswer, took, slowest) == slowest) break;
        Moved.Beat();
    }

    public void Accepted(PubId id) => _acked[id] = true;

    public void CameBack()
    {
        Interlocked.Increment(ref _comebacks);
        Moved.Beat();
    }

    /// <summary>A client has lost its connection.</summary>
    public void Lost(string why) => _losses.AddOrUpdate(why, 1, (_, count) => count + 1);

    public void Delivered()
    {
        Interlocked.Increment(ref _deliveries);
        Moved.Beat();
    }

    public void Fault(string what)
    {
        _faults.Enqueue(what);
        Moved.Beat();
    }

    private string Reasons => _losses.IsEmpty ? "" : $" ({string.Join("; ", _losses.OrderByDescending(loss => loss.Value).Take(3).Select(loss => $"{loss.Value} x {loss.Key}"))})";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Acked:N0} events acknowledged, {_deliveries:N0} deliveries, {Unavailable:N0} times unavailable, {Unanswered:N0} times no answer, {Comebacks:N0} comebacks{Reasons}, slowest answer {SlowestAnswer.TotalMilliseconds:N0} ms");
}
