using RealtimeHub.Configuration;

namespace RealtimeHub.FanOut;

/// <summary>How often, and which of the events: what subscribers of one lane have in common.</summary>
/// <param name="Interval">The time between two deliveries; zero for "as events come".</param>
/// <param name="Conflate">Whether only the newest event of each key is wanted.</param>
internal readonly record struct Pace(TimeSpan Interval, bool Conflate)
{
    /// <summary>The slowest rate that a client may ask for, in deliveries a second.</summary>
    public const double MinRate = 0.1;

    /// <summary>
    /// The rates that clients get: theirs, rounded down. So there are few lanes, with many subscribers each, whatever the
    /// clients ask for.
    /// </summary>
    private static readonly double[] Rates = [0.1, 0.2, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100];

    /// <summary>The pace of a subscription and, when it is limited, its rate in deliveries a second.</summary>
    public static (Pace Pace, double? Rate) For(NamespaceOptions settings, double? maxRate, bool conflate)
    {
        double? asked = maxRate is { } wanted ? Array.FindLast(Rates, step => step <= wanted) : null;
        var rate = asked is null || asked > settings.MaxRate ? settings.MaxRate ?? asked : asked;
        var interval = rate is { } perSecond ? TimeSpan.FromSeconds(1 / perSecond) : TimeSpan.Zero;
        return (new Pace(interval > settings.FlushInterval ? interval : settings.FlushInterval, conflate), rate);
    }

    /// <summary>What is wrong with a rate that a client asks for.</summary>
    public static string? FindProblem(double? maxRate) =>
        maxRate is null or >= MinRate ? null : $"maxRate is {MinRate} deliveries a second or more";
}
