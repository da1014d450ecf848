namespace RealtimeHub.Sources;

/// <summary>How long a source rests before it is started again.</summary>
internal sealed class RestartBackoff
{
    private const double Jitter = 0.2;

    private readonly TimeSpan _min;
    private readonly TimeSpan _max;
    private readonly Random _random;
    private TimeSpan _ceiling;

    public RestartBackoff(SourceOptions options, Random random)
    {
        (_min, _max, _random) = (options.MinRestartDelay, options.MaxRestartDelay, random);
        _ceiling = _min;
    }

    /// <summary>The rest after a run of this length; longer each time, unless the source ran well for a while.</summary>
    public TimeSpan Next(TimeSpan ranFor)
    {
        if (ranFor >= _max) _ceiling = _min;
        var current = _ceiling;
        _ceiling = current < _max / 2 ? current * 2 : _max;

        // Sources that failed for one reason should not all come back in the same moment.
        return current * (1 - (Jitter * _random.NextDouble()));
    }
}
