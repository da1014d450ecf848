namespace RealtimeHub.Load.Verdicts;

/// <summary>How a figure is compared with the limit of a rule.</summary>
internal enum Comparison
{
    Above,
    AtLeast,
    Below,
    AtMost,
}

internal static class Comparisons
{
    // Two letters first: '>=' begins with '>'.
    private static readonly (string Sign, Comparison Comparison)[] Signs =
        [(">=", Comparison.AtLeast), ("<=", Comparison.AtMost), (">", Comparison.Above), ("<", Comparison.Below)];

    /// <summary>Finds the sign that a text begins with.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out Comparison comparison, out int length)
    {
        foreach (var (sign, found) in Signs)
        {
            if (!text.StartsWith(sign, StringComparison.Ordinal)) continue;
            (comparison, length) = (found, sign.Length);
            return true;
        }

        (comparison, length) = (default, 0);
        return false;
    }

    public static string Sign(this Comparison comparison) => Array.Find(Signs, sign => sign.Comparison == comparison).Sign;

    public static bool Holds(this Comparison comparison, double value, double limit) => comparison switch
    {
        Comparison.Above => value > limit,
        Comparison.AtLeast => value >= limit,
        Comparison.Below => value < limit,
        _ => value <= limit,
    };
}
