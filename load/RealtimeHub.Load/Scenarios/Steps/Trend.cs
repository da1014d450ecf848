namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>How a figure that is read once a second moves.</summary>
internal static class Trend
{
    /// <summary>The slope of the straight line that fits best, for each second.</summary>
    public static double Slope(IReadOnlyList<double> values)
    {
        if (values.Count < 2) return 0;
        var (middle, mean) = ((values.Count - 1) / 2.0, values.Average());
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < values.Count; i++)
        {
            sum += (i - middle) * (values[i] - mean);
            squares += (i - middle) * (i - middle);
        }

        return sum / squares;
    }
}
