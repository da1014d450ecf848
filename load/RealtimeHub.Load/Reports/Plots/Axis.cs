using System.Globalization;

namespace RealtimeHub.Load.Reports.Plots;

/// <summary>Where a value stands on an axis, and which values are written beside it.</summary>
internal sealed record Axis(double From, double To, bool IsLogarithmic, IReadOnlyList<double> Ticks)
{
    private const int UsualSteps = 5;

    // With fewer powers of ten than this, 2 and 5 are written between them.
    private const int FewPowers = 3;

    private static readonly double[] LinearSteps = [1, 2, 2.5, 5, 10];
    private static readonly double[] LogarithmicSteps = [1, 2, 5, 10];

    /// <summary>From 0 to a round value that is not below any of the values.</summary>
    public static Axis Linear(IEnumerable<double> values, int steps = UsualSteps)
    {
        var max = values.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (max <= 0) max = 1;
        var step = RoundStep(max / steps, LinearSteps);
        var count = Math.Max(1, (int)Math.Ceiling((max / step) - 1e-9));
        return new Axis(0, count * step, IsLogarithmic: false, [.. Enumerable.Range(0, count + 1).Select(i => i * step)]);
    }

    /// <summary>The same with a little room above the greatest value, so that a steady curve does not lie on the rim.</summary>
    public static Axis WithHeadroom(IEnumerable<double> values) => Linear(values.Select(value => value * 1.06));

    /// <summary>Round values within what is given, which need not be round itself.</summary>
    public static Axis Exact(double to, int steps = UsualSteps)
    {
        var step = RoundStep(Math.Max(to, 1e-9) / steps, LinearSteps);
        return new Axis(0, Math.Max(to, 1e-9), IsLogarithmic: false, [.. Enumerable.Range(0, (int)((to / step) + 1e-9) + 1).Select(i => i * step)]);
    }

    /// <summary>Ends at 1, 2 or 5 times a power of ten; values of 0 do not count.</summary>
    public static Axis Logarithmic(IEnumerable<double> values)
    {
        double[] positive = [.. values.Where(value => value > 0 && double.IsFinite(value)).DefaultIfEmpty(1)];
        var from = RoundDown(positive.Min());
        var to = RoundStep(positive.Max(), LogarithmicSteps);
        if (to / from < 9.99) (from, to) = (RoundDown(from * 0.49), RoundStep(to * 1.01, LogarithmicSteps));
        var (first, last) = ((int)Math.Floor(Math.Log10(from) + 1e-9), (int)Math.Ceiling(Math.Log10(to) - 1e-9));
        double[] factors = last - first <= FewPowers ? LogarithmicSteps[..^1] : [1];
        var ticks = Enumerable.Range(first, last - first + 1).SelectMany(power => factors.Select(factor => factor * Math.Pow(10, power)));
        return new Axis(from, to, IsLogarithmic: true, [.. ticks.Where(tick => tick >= from * 0.999 && tick <= to * 1.001)]);
    }

    /// <summary>The place of a value: 0 at the lower end, 1 at the upper; values beyond stand at the ends.</summary>
    public double PlaceOf(double value)
    {
        var place = IsLogarithmic
            ? Math.Log10(Math.Max(value, From) / From) / Math.Log10(To / From)
            : (value - From) / (To - From);
        return Math.Clamp(place, 0, 1);
    }

    /// <summary>With 1,000 separators, and shortened from 100,000 on: 250 k, 1.5 M.</summary>
    public static string Show(double value) => value switch
    {
        >= 1_000_000 => (value / 1_000_000).ToString("#,0.##", CultureInfo.InvariantCulture) + " M",
        >= 100_000 => (value / 1_000).ToString("#,0.#", CultureInfo.InvariantCulture) + " k",
        _ => value.ToString("#,0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>One of the steps times a power of ten, not below the value.</summary>
    private static double RoundStep(double atLeast, double[] steps)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        return steps.First(factor => factor * power >= atLeast * 0.999_999) * power;
    }

    /// <summary>1, 2 or 5 times a power of ten, not above the value.</summary>
    private static double RoundDown(double atMost)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(atMost) + 1e-9));
        return new[] { 5, 2, 1 }.First(factor => factor * power <= atMost * 1.000_001) * power;
    }
}
