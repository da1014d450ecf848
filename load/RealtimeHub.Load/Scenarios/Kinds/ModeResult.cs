using HdrHistogram;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>What came of one way of publishing.</summary>
internal sealed record ModeResult
{
    /// <summary><c>single</c>, <c>batch</c> or <c>hub</c>.</summary>
    public required string Name { get; init; }

    public required Measured Measured { get; init; }

    public required IReadOnlyList<SecondFigures> Seconds { get; init; }

    /// <summary>How long the server took to answer, in microseconds.</summary>
    public required HistogramBase Answers { get; init; }

    public required long Failed { get; init; }

    public required string? FirstError { get; init; }

    /// <summary>Publishes as fast as the server answers.</summary>
    public static async Task<ModeResult> MeasureAsync(Run run, PublishMode mode, CancellationToken stop)
    {
        await run.PublishAsync(mode);
        var measured = await new MeasureStep(run)
        {
            Schedule = (start, seconds) => new ClosedLoop(start, start + Clock.Ticks(seconds), run.Plan.Topics),
        }.RunAsync(stop);
        return new ModeResult
        {
            Name = mode.ToString().ToLowerInvariant(),
            Measured = measured,
            Seconds = ReportBuilder.SecondsOf(run, measured),
            Answers = run.Publication.Answers(),
            Failed = run.Publication.Unpublished,
            FirstError = run.Publication.FirstError,
        };
    }

    public IEnumerable<NamedFigure> Figures()
    {
        var spent = Measured.InTime;
        yield return new NamedFigure($"{Name}-rate", $"events a second, {Name}", spent.Published / spent.Time.TotalSeconds, "");
        if (spent.ServerMicrosFor(spent.Published) is { } cpu)
        {
            yield return new NamedFigure($"{Name}-cpu", $"CPU of the server for an event, {Name}", cpu, "us");
            yield return new NamedFigure($"{Name}-per-core", $"events a second that one core takes, {Name}", 1e6 / Math.Max(cpu, 1e-3), "");
        }

        if (Answers.TotalCount == 0) yield break;
        yield return new NamedFigure($"{Name}-answer-p50", $"answer, {Name}, p50", Latency.At(Answers, 50), "ms");
        yield return new NamedFigure($"{Name}-answer-p99", $"answer, {Name}, p99", Latency.At(Answers, 99), "ms");
    }
}
