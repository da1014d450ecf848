namespace RealtimeHub.Load.Reports.Plots;

/// <summary>
/// Sorts what was counted in any buckets into bins of the same width on a logarithmic axis, in percent of all: only so can two runs be
/// laid over each other, and only so is a high step a frequent value rather than a wide bucket.
/// </summary>
internal static class HistogramBins
{
    /// <summary>Shares in percent, from the lower end of the axis to the upper; what lies beyond counts at the ends.</summary>
    public static double[] Share(IReadOnlyList<HistogramBucket> buckets, Axis axis, int bins)
    {
        var shares = new double[bins];
        double all = buckets.Sum(bucket => bucket.Count);
        if (all == 0) return shares;
        foreach (var bucket in buckets) Spread(bucket, 100 * bucket.Count / all, axis, shares);
        return shares;
    }

    /// <summary>A bucket that lies over several bins gives each its part.</summary>
    private static void Spread(HistogramBucket bucket, double share, Axis axis, double[] shares)
    {
        var from = axis.PlaceOf(bucket.From) * shares.Length;
        var to = Math.Max(axis.PlaceOf(bucket.To) * shares.Length, from);
        var (first, last) = (Clamp((int)from, shares), Clamp((int)Math.Ceiling(to) - 1, shares));
        if (last <= first || to - from < 1e-9)
        {
            shares[first] += share;
            return;
        }

        for (var i = first; i <= last; i++) shares[i] += share * Math.Max(0, Math.Min(to, i + 1) - Math.Max(from, i)) / (to - from);
    }

    private static int Clamp(int bin, double[] shares) => Math.Clamp(bin, 0, shares.Length - 1);
}
