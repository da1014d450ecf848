namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>How the numbers of a column lie, in bounded memory: quantiles are those of a sample, in which each number has the same chance to be (Vitter's algorithm R).</summary>
internal sealed class NumberStatistics
{
    private const int MaxSample = 1_000;

    // The same file has the same summary each time.
    private readonly Random _random = new(MaxSample);
    private readonly List<double> _sample = [];
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
    private double _mean;

    public long Count { get; private set; }

    public void Add(double number)
    {
        Count++;
        _min = Math.Min(_min, number);
        _max = Math.Max(_max, number);

        // The sum of many large numbers would be too large for a number.
        _mean += (number - _mean) / Count;
        if (_sample.Count < MaxSample) _sample.Add(number);
        else if (_random.NextInt64(Count) is < MaxSample and var place) _sample[(int)place] = number;
    }

    /// <returns>Null when there was none.</returns>
    public NumberRange? Summarise()
    {
        if (Count == 0) return null;
        var sorted = _sample.Order().ToArray();
        return new NumberRange(_min, _max, double.IsFinite(_mean) ? _mean : null, At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    /// <summary>The smallest number that so large a part of all is not larger than.</summary>
    private static double At(double[] sorted, double part) => sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)];
}
