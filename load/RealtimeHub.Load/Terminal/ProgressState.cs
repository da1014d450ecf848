using RealtimeHub.Load.Scenarios;

namespace RealtimeHub.Load.Terminal;

/// <summary>What is known of a run that goes on. A snapshot of it is drawn.</summary>
internal sealed class ProgressState(TimeProvider clock)
{
    /// <summary>More seconds than any terminal is wide.</summary>
    private const int KeptSeconds = 200;

    private readonly Lock _gate = new();
    private readonly List<FinishedStep> _steps = []; // Guarded by _gate, as all below.
    private readonly List<double?> _p99 = [];
    private string? _step;
    private long _since = clock.GetTimestamp();
    private LiveFigures? _live;

    public void Begin(string step)
    {
        lock (_gate)
        {
            Finish();
            (_step, _since) = (step, clock.GetTimestamp());
        }
    }

    public void Done(string text)
    {
        lock (_gate)
        {
            _step = text;
            Finish();
        }
    }

    public void Live(in LiveFigures figures)
    {
        lock (_gate)
        {
            _live = figures;
            if (_p99.Count == KeptSeconds) _p99.RemoveAt(0);
            _p99.Add(figures.P99);
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void End()
    {
        lock (_gate)
        {
            Finish();
            _live = null;
        }
    }

    public ProgressSnapshot Snapshot()
    {
        lock (_gate) return new ProgressSnapshot([.. _steps], _step, clock.GetElapsedTime(_since), _live, [.. _p99]);
    }

    private void Finish()
    {
        if (_step is not null) _steps.Add(new FinishedStep(_step, clock.GetElapsedTime(_since)));
        (_step, _since) = (null, clock.GetTimestamp());
    }
}

internal sealed record FinishedStep(string Text, TimeSpan Time);

/// <param name="Steps">Those that are over.</param>
/// <param name="Step">The one that goes on; null when there is none.</param>
/// <param name="Since">How long it goes on.</param>
/// <param name="Live">The last second; null when nothing was told.</param>
/// <param name="P99">Of the last seconds, in milliseconds.</param>
internal sealed record ProgressSnapshot(IReadOnlyList<FinishedStep> Steps, string? Step, TimeSpan Since, LiveFigures? Live, IReadOnlyList<double?> P99);
