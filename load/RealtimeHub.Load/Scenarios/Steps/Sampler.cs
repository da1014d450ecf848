namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Looks once a second, tells how it stands, and keeps what is measured.</summary>
internal sealed class Sampler(Run run)
{
    private const double MiB = 1_024 * 1_024;

    // Looking takes a moment, and the first event should not come before it.
    private const double Before = 0.02;

    private readonly List<SecondSample> _seconds = [];

    /// <summary>The seconds of the measurement, in order.</summary>
    public IReadOnlyList<SecondSample> Seconds => _seconds;

    /// <summary>How it stood when the measurement began.</summary>
    public Reading First { get; private set; }

    /// <summary>
    /// Looks for the first time, while nothing is published: on a busy machine nobody could be sure to look in time later. As
    /// nothing happens until publishing begins, it counts as a look shortly before that.
    /// </summary>
    /// <param name="start">When publishing begins.</param>
    public void Begin(long start) => First = run.Read() with { Timestamp = start - Clock.Ticks(Before) };

    /// <param name="start">When publishing begins.</param>
    /// <param name="warmup">Seconds before the measurement.</param>
    /// <param name="seconds">Seconds of it.</param>
    /// <param name="stop">Breaks off.</param>
    public async Task RunAsync(long start, int warmup, int seconds, CancellationToken stop)
    {
        var before = First;
        for (var second = 1; second <= warmup + seconds; second++)
        {
            await Clock.UntilAsync(start + Clock.Ticks(second), stop);
            var now = run.Read();
            Keep(now, before, second - warmup, second <= warmup ? warmup : seconds);
            before = now;
            if (second == warmup) First = now;
        }
    }

    private void Keep(in Reading now, in Reading before, int second, int of)
    {
        var spent = now.Since(before);
        var measured = second > 0;
        if (measured) _seconds.Add(new SecondSample(spent, now.Fleet.Live, now.Server?.MemoryBytes));
        var latencies = measured ? run.Fleet.Second(second - 1) : null;
        run.Progress.Live(new LiveFigures
        {
            Phase = measured ? "measuring" : "warm-up",
            Second = measured ? second : second + of,
            Of = of,
            Connections = now.Fleet.Live,
            DeliveredPerSecond = spent.Delivered / spent.Time.TotalSeconds,
            PublishedPerSecond = spent.Published / spent.Time.TotalSeconds,
            P50 = latencies is null ? null : Latency.OrNull(latencies, 50),
            P99 = latencies is null ? null : Latency.OrNull(latencies, 99),
            ServerCpuPercent = spent.ServerPercent,
            ServerMemoryMiB = now.Server?.MemoryBytes / MiB,
            Faults = run.FaultsIn(now.Fleet),
        });
    }
}
