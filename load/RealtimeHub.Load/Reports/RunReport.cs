namespace RealtimeHub.Load.Reports;

/// <summary>What one run showed: the JSON report is exactly this (load/report.schema.json), and every other report is made from it.</summary>
internal sealed record RunReport
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required string Scenario { get; init; }

    /// <summary>The name of the server, such as <c>RealtimeHub (JSON)</c>.</summary>
    public required string Server { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required Machine Machine { get; init; }

    /// <summary>The plan, as pairs of option and value.</summary>
    public required IReadOnlyDictionary<string, string> Plan { get; init; }

    public required ConnectFigures Connect { get; init; }

    public required Throughput Throughput { get; init; }

    /// <summary>From the moment at which an event was due to the moment at which a subscriber's machine had it; all that is measured.</summary>
    public required LatencyFigures Latency { get; init; }

    /// <summary>The same as a histogram, for plots.</summary>
    public required IReadOnlyList<HistogramBucket> Histogram { get; init; }

    public required FaultFigures Faults { get; init; }

    /// <summary>Null when the process of the server is not known.</summary>
    public ServerFigures? ServerUsage { get; init; }

    /// <summary>What the load tool itself used.</summary>
    public required ClientFigures ClientUsage { get; init; }

    public required IReadOnlyList<SecondFigures> Seconds { get; init; }

    /// <summary>Parts of the run that are compared, such as <c>quiet</c> and <c>slow</c>.</summary>
    public IReadOnlyList<PhaseFigures> Phases { get; init; } = [];

    /// <summary>Figures that only this scenario has.</summary>
    public IReadOnlyList<NamedFigure> Figures { get; init; } = [];

    /// <summary>Those that do not read, and those that read slowly; of the scenario that has them.</summary>
    public IReadOnlyList<SlowReaderFigures> SlowReaders { get; init; } = [];

    public Verdict? Verdict { get; init; }
}

internal sealed record Machine
{
    public required string System { get; init; }

    public required string Kernel { get; init; }

    public required string Cpu { get; init; }

    public required int Cores { get; init; }

    public required long MemoryBytes { get; init; }

    public required string Runtime { get; init; }

    /// <summary>Where server and client were pinned, such as <c>server on core 0, client on core 1</c>.</summary>
    public required string Pinning { get; init; }
}

internal sealed record ConnectFigures
{
    public required int Connections { get; init; }

    public required double Seconds { get; init; }

    public required double PerSecond { get; init; }

    /// <summary>From the call of connect to the subscription.</summary>
    public required LatencyFigures Latency { get; init; }

    /// <summary>CPU of the server for one connection, in microseconds.</summary>
    public double? ServerCpuUs { get; init; }
}

internal sealed record Throughput
{
    public required long Published { get; init; }

    public required double PublishedPerSecond { get; init; }

    public required long Delivered { get; init; }

    public required double DeliveredPerSecond { get; init; }

    public required long ReceivedBytes { get; init; }

    /// <summary>Delivered events in percent of those that the plan asks for.</summary>
    public required double PercentOfPlan { get; init; }
}

/// <summary>All in milliseconds.</summary>
internal sealed record LatencyFigures
{
    public required long Count { get; init; }

    public required double Min { get; init; }

    public required double Mean { get; init; }

    public required double P50 { get; init; }

    public required double P90 { get; init; }

    public required double P99 { get; init; }

    public required double P999 { get; init; }

    public required double Max { get; init; }
}

/// <summary>How many latencies lay between two values, in milliseconds.</summary>
internal sealed record HistogramBucket(double From, double To, long Count);

internal sealed record FaultFigures
{
    public long Lost { get; init; }

    public long Repeated { get; init; }

    public long OutOfOrder { get; init; }

    /// <summary>Events that the server announced as not coming.</summary>
    public long Announced { get; init; }

    public long BrokenConnections { get; init; }

    /// <summary>Events that the server did not take in time.</summary>
    public long Unpublished { get; init; }

    /// <summary>
    /// Those of them that were sent and got no answer, because the connection broke or the run was over: nobody knows whether the
    /// server took them, and they are never sent again. What did not come of them is among the lost when a later event of the topic
    /// was answered.
    /// </summary>
    public long Unanswered { get; init; }

    /// <summary>Why the first connection broke.</summary>
    public string? FirstFailure { get; init; }
}

internal sealed record ServerFigures
{
    public required double UserSeconds { get; init; }

    public required double SystemSeconds { get; init; }

    /// <summary>Of one core, during the measurement.</summary>
    public required double CpuPercent { get; init; }

    public double? CpuPerDeliveryUs { get; init; }

    public required long MemoryBeforeBytes { get; init; }

    public required long MemoryConnectedBytes { get; init; }

    public required long MemoryAtEndBytes { get; init; }

    public required double BytesPerConnection { get; init; }
}

internal sealed record ClientFigures
{
    public required double UserSeconds { get; init; }

    public required double SystemSeconds { get; init; }

    public required double CpuPercent { get; init; }
}

/// <summary>One second of the run. Latencies are of events that were due in it; null when there were none.</summary>
internal sealed record SecondFigures
{
    public required int Second { get; init; }

    public required long Delivered { get; init; }

    public required int Connections { get; init; }

    public double? P50 { get; init; }

    public double? P99 { get; init; }

    public double? Max { get; init; }

    public double? ServerUserPercent { get; init; }

    public double? ServerSystemPercent { get; init; }

    public long? ServerMemoryBytes { get; init; }

    public required double ClientCpuPercent { get; init; }
}

internal sealed record PhaseFigures(string Name, int FromSecond, int ToSecond, LatencyFigures Latency)
{
    /// <summary>Events that came to all subscribers, slow ones too.</summary>
    public required double DeliveredPerSecond { get; init; }

    /// <summary>Of one core; null when the process is not known.</summary>
    public double? ServerCpuPercent { get; init; }

    /// <summary>Resident memory at its end: the mean of its last five seconds.</summary>
    public long? ServerMemoryBytes { get; init; }
}

/// <summary>What became of slow readers, from the moment at which they became slow; see <see cref="Fleets.SlowTally"/>.</summary>
internal sealed record SlowReaderFigures
{
    public required int Clients { get; init; }

    /// <summary>How fast they read; 0 for those that do not read.</summary>
    public required int BytesPerSecond { get; init; }

    public required long Read { get; init; }

    public required long Notices { get; init; }

    public required long Announced { get; init; }

    public required long Lost { get; init; }

    public required long Repeated { get; init; }

    public required int Cut { get; init; }

    public required int TooSlow { get; init; }

    public required int OtherCloses { get; init; }

    public required int CameBack { get; init; }

    public required int Continued { get; init; }
}

/// <summary>A figure with its unit; <paramref name="Name"/> may be used in a rule of <c>--fail-if</c>.</summary>
internal sealed record NamedFigure(string Name, string Label, double Value, string Unit);

/// <summary>Whether the run kept the rules that it was given.</summary>
internal sealed record Verdict(bool Passed, IReadOnlyList<RuleResult> Rules);

/// <param name="Rule">As it was written, such as <c>p99&gt;50ms</c>: it fails the run when it is true.</param>
/// <param name="Value">What was measured, in the unit of the rule; null when the run has no such figure, which fails too.</param>
/// <param name="Broken">Whether it is true.</param>
internal sealed record RuleResult(string Rule, double? Value, bool Broken);
