namespace RealtimeHub.Client.Connecting;

/// <summary>How long to wait before the next try: at random between zero and a bound that doubles ("full jitter").</summary>
internal sealed class Backoff
{
    /// <summary>However lucky the dice, never hammer a server that has just refused.</summary>
    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(100);

    private readonly ReconnectOptions _options;
    private readonly Random _random;

    public Backoff(ReconnectOptions options, Random random) => (_options, _random) = (options, random);

    /// <param name="failures">How many tries failed in a row; at least 1.</param>
    public TimeSpan Next(int failures)
    {
        // Beyond 62 doublings nothing changes, and the power stays a number.
        var factor = Math.Pow(2, Math.Clamp(failures - 1, 0, 62));
        var bound = Min(_options.MaxDelay, _options.MinDelay * Math.Min(factor, _options.MaxDelay / _options.MinDelay));
        var floor = Min(Floor, _options.MinDelay);
        var delay = bound * _random.NextDouble();
        return delay > floor ? delay : floor;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
