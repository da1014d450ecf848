using RealtimeHub.Configuration;

namespace RealtimeHub.Draining;

/// <summary>How fast the goodbyes of one drain are said, and when it has to be over.</summary>
internal sealed class DrainPlan
{
    /// <summary>Goodbyes are said so often, a few at a time.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    // Shares of the timeout. Whoever is told last needs a moment to read it, and so does what comes after the connections.
    private const double LastGoodbye = 2.0 / 3;
    private const double Cut = 5.0 / 6;

    /// <summary>A few clients that come back together harm nobody: the rate is never below this share of its maximum.</summary>
    private const double SlowestShare = 0.1;

    /// <summary>What is behind these digits is the rounding of the machine.</summary>
    private const int Digits = 6;

    private readonly int _connections;

    public DrainPlan(int connections, DrainOptions options)
    {
        _connections = connections;
        CutAfter = options.Timeout * Cut;
        var longest = (options.Timeout * LastGoodbye) - options.ReadinessDelay;
        var wanted = options.Window < longest ? options.Window : longest;
        var paced = wanted > TimeSpan.Zero ? connections / wanted.TotalSeconds : options.MaxRate;
        Rate = Math.Max(Math.Clamp(paced, options.MaxRate * SlowestShare, options.MaxRate), connections / longest.TotalSeconds);
    }

    /// <summary>Goodbyes in a second.</summary>
    public double Rate { get; }

    /// <summary>How long it takes to say all of them.</summary>
    public TimeSpan Window => TimeSpan.FromSeconds(_connections / Rate);

    /// <summary>When what is still connected is cut, counted from the beginning of the drain.</summary>
    public TimeSpan CutAfter { get; }

    /// <summary>How many goodbyes are to be said by then. Those of a tick are said at its beginning: a handful need no wait.</summary>
    /// <param name="elapsed">The time since the first goodbye was due.</param>
    public int DueAfter(TimeSpan elapsed) => (int)Math.Min(_connections, Math.Ceiling(Math.Round(Rate * (elapsed + Tick).TotalSeconds, Digits)));
}
