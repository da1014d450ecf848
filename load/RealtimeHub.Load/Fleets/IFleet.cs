using HdrHistogram;

namespace RealtimeHub.Load.Fleets;

/// <summary>All subscribers of a run, wherever they live: in this process, in several, or as clients of the .NET library.</summary>
internal interface IFleet : IAsyncDisposable
{
    /// <summary>What has happened so far. May be read at any time; it is at most a second old.</summary>
    FleetTotals Totals { get; }

    /// <summary>Opens connections until there are so many, and completes when all have subscribed.</summary>
    /// <exception cref="LoadException">One of them was refused, or did not get through in time.</exception>
    Task<ConnectResult> ConnectAsync(int connections, CancellationToken stop);

    /// <summary>Breaks so many connections without a goodbye, all at once; they come back from where they were. Completes when all are live again.</summary>
    Task<ConnectResult> ReconnectAsync(int connections, CancellationToken stop);

    /// <summary>Closes so many connections for good.</summary>
    Task CloseAsync(int connections, CancellationToken stop);

    /// <summary>Those that the plan made to be slow begin to be it.</summary>
    Task SlowDownAsync(CancellationToken stop);

    /// <summary>The slow ones leave for good: a server that was held up by them can show what it still has.</summary>
    Task EndSlowAsync(CancellationToken stop);

    /// <summary>Latencies count from this moment of <see cref="System.Diagnostics.Stopwatch"/>, by the second in which an event was due.</summary>
    void MeasureFrom(long timestamp);

    /// <summary>The latencies of one second of the measurement, in microseconds: what has come of it so far.</summary>
    HistogramBase Second(int second);

    /// <summary>Judges what the healthy subscribers got. Call it when nothing more is expected; connections stay open.</summary>
    /// <param name="lastSequences">The last sequence that the server took, for each topic; 0 for none.</param>
    Task<FleetResult> FinishAsync(IReadOnlyList<long> lastSequences, CancellationToken stop);
}

/// <param name="Live">Subscribers that are connected and subscribed.</param>
/// <param name="Received">Events that came, to all of them.</param>
/// <param name="ReceivedBytes">Bytes that came.</param>
/// <param name="Cpu">User and system time of the processes of the fleet.</param>
/// <param name="Missing">Events that did not come to healthy subscribers although later ones did; what is missing at the end shows only when they are judged.</param>
/// <param name="Faults">Events that came to them again or out of order, and connections that broke.</param>
internal readonly record struct FleetTotals(int Live, long Received, long ReceivedBytes, CpuTime Cpu, long Missing, long Faults);

/// <summary>Time of a processor.</summary>
internal readonly record struct CpuTime(TimeSpan User, TimeSpan System)
{
    public TimeSpan Total => User + System;

    public static CpuTime operator +(CpuTime a, CpuTime b) => new(a.User + b.User, a.System + b.System);

    public static CpuTime operator -(CpuTime a, CpuTime b) => new(a.User - b.User, a.System - b.System);
}

/// <param name="Time">From the first connect to the last subscription.</param>
/// <param name="Latency">From connect to subscribed, of each, in microseconds.</param>
/// <param name="Recovered">How many were told that the server continues where they were; null when none asked.</param>
internal sealed record ConnectResult(TimeSpan Time, HistogramBase Latency, int? Recovered);

/// <summary>What the healthy subscribers got, and what became of the slow ones.</summary>
internal sealed record FleetResult
{
    public long Lost { get; init; }

    public long Repeated { get; init; }

    public long OutOfOrder { get; init; }

    /// <summary>Events that a server announced as not coming; they are not part of <see cref="Lost"/>.</summary>
    public long Announced { get; init; }

    public int BrokenConnections { get; init; }

    public string? FirstFailure { get; init; }

    public SlowResult Slow { get; init; } = new();
}
