using System.Globalization;

namespace RealtimeHub.Load.Reports;

/// <summary>One number that is reported for each server, as the median of its runs.</summary>
internal sealed record Figure<TRun>(string Key, string Name, string Format, Func<TRun, double> Of)
{
    public double MedianOf(IEnumerable<TRun> runs)
    {
        double[] values = [.. runs.Select(Of).Order()];
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    public string Show(double value) => value.ToString(Format, CultureInfo.InvariantCulture);
}
