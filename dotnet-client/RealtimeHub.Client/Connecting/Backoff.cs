namespace RealtimeHub.Client.Connecting;

/// <summary>How long to wait before the next try: at random between zero and a bound that doubles ("full jitter").</summary>
internal sealed class Backoff
{
    private readonly ReconnectOptions _options;
    private readonly Random _random;

    public Backoff(ReconnectOptions options, Random random) => (_options, _random) = (options, random);

    /// <param name="failures">How many tries failed in a row; at least 1.</param>
    public TimeSpan Next(int failures)
    {
        // Beyond 62 doublings nothing changes, and the power stays a number.
        var bound = _options.MinDelay * Math.Pow(2, Math.Clamp(failures - 1, 0, 62)) is var grown && grown < _options.MaxDelay
            ? grown
            : _options.MaxDelay;
        return bound * _random.NextDouble();
    }
}
