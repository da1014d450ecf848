namespace RealtimeHub.Server.Sources.Replay;

/// <summary>Says when the next event is due.</summary>
/// <remarks>
/// An open schedule: each event is due at a fixed time after the start, whether the ones before it were late or not. So the
/// time that publishing takes does not add up to a drift.
/// </remarks>
internal sealed class ReplayPace
{
    private readonly ReplayOptions _options;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private TimeSpan _due;
    private DateTimeOffset? _before;
    private bool _started;

    public ReplayPace(ReplayOptions options, TimeProvider clock) => (_options, _clock, _start) = (options, clock, clock.GetTimestamp());

    /// <summary>Waits until an event that happened at <paramref name="time"/> is due. The first is due at once.</summary>
    public async ValueTask WaitForAsync(DateTimeOffset? time, CancellationToken cancellationToken)
    {
        if (_started) _due += Gap(time);
        (_started, _before) = (true, time);

        var wait = _due - _clock.GetElapsedTime(_start);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, _clock, cancellationToken);
    }

    /// <summary>The file begins anew: the time between its last and its first event means nothing.</summary>
    public void StartOver() => _before = null;

    private TimeSpan Gap(DateTimeOffset? time)
    {
        if (_options.TimeColumn is null) return TimeSpan.FromSeconds(1 / _options.Rate);
        if (time is not { } now || _before is not { } before) return _options.MaxGap;

        // A file may be sorted newest first: what counts is how far apart two events are.
        var gap = (now - before).Duration().TotalSeconds / _options.Speed;
        return gap < _options.MaxGap.TotalSeconds ? TimeSpan.FromSeconds(gap) : _options.MaxGap;
    }
}
