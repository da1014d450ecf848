using System.Globalization;

namespace RealtimeHub.Load.Reports.Plots;

/// <summary>Where a value stands on the upright axis, and which values are written beside it.</summary>
internal sealed record Axis(double From, double To, bool IsLogarithmic, IReadOnlyList<double> Ticks)
{
    private const int UsualSteps = 5;

    /// <summary>From 0 to a round value that is not below any of the values.</summary>
    public static Axis Linear(IEnumerable<double> values, int steps = UsualSteps)
    {
        var max = values.DefaultIfEmpty(1).Max();
        var step = RoundStep(Math.Max(max, 1) / steps);
        var count = (int)Math.Ceiling(max / step);
        return new Axis(0, Math.Max(count, 1) * step, IsLogarithmic: false, [.. Enumerable.Range(0, Math.Max(count, 1) + 1).Select(i => i * step)]);
    }

    /// <summary>From one power of ten to another, with all values between them; values of 0 do not count.</summary>
    public static Axis Logarithmic(IEnumerable<double> values)
    {
        double[] logs = [.. values.Where(value => value > 0).DefaultIfEmpty(1).Select(Math.Log10)];
        var first = (int)Math.Floor(logs.Min());
        var last = Math.Max(first + 1, (int)Math.Ceiling(logs.Max()));
        return new Axis(Math.Pow(10, first), Math.Pow(10, last), IsLogarithmic: true, [.. Enumerable.Range(first, last - first + 1).Select(power => Math.Pow(10, power))]);
    }

    /// <summary>The place of a value: 0 at the lower end, 1 at the upper; values beyond stand at the ends.</summary>
    public double PlaceOf(double value)
    {
        var place = IsLogarithmic
            ? Math.Log10(Math.Max(value, From) / From) / Math.Log10(To / From)
            : (value - From) / (To - From);
        return Math.Clamp(place, 0, 1);
    }

    public static string Show(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static double RoundStep(double atLeast)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        return new[] { 1, 2, 5, 10 }.First(factor => factor * power >= atLeast * 0.999_999) * power;
    }
}
