using System.Globalization;
using RealtimeHub.Server.Sources.Replay;

namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>What is known of one column so far. Bounded, whatever stands there.</summary>
internal sealed class ColumnProfile(string name)
{
    private const int MaxExample = 64;

    /// <summary>From the shortest to the longest text that can be a time.</summary>
    private const int MinTime = 8;
    private const int MaxTime = 40;

    private static readonly string[] Types = ["integer", "number", "boolean", "time", "text"];
    private static readonly ReplayTime Times = new(format: null);

    // By the place in Types.
    private readonly long[] _counts = new long[Types.Length];
    private readonly NumberStatistics _numbers = new();
    private readonly DistinctCount _distinct = new();
    private DateTimeOffset _earliest = DateTimeOffset.MaxValue;
    private DateTimeOffset _latest = DateTimeOffset.MinValue;
    private int _longest;
    private string? _example;
    private long _lastRow = -1;

    /// <param name="row">The number of the row: one that names a column twice counts with the first value.</param>
    /// <param name="value">Null, nothing and blanks are no value.</param>
    public void Add(long row, string? value)
    {
        if (row == _lastRow) return;
        _lastRow = row;
        if (string.IsNullOrWhiteSpace(value)) return;
        _longest = Math.Max(_longest, value.Length);
        _example ??= value.Length <= MaxExample ? value : value[..MaxExample];
        _distinct.Add(value);
        _counts[Place(value)]++;
    }

    /// <param name="rows">How many rows there were in all.</param>
    public ColumnSummary Summarise(long rows) => new()
    {
        Name = name,
        Type = Type,
        Types = IsMixture ? Types.Zip(_counts).Where(type => type.Second > 0).ToDictionary(type => type.First, type => type.Second) : null,
        Missing = rows - _counts.Sum(),
        // An estimate may be too high; there are never more than values.
        Distinct = Math.Min(_distinct.Count, _counts.Sum()),
        IsDistinctExact = _distinct.IsExact,
        Longest = _longest,
        Example = _example,
        Numbers = _numbers.Summarise(),
        Times = _earliest <= _latest ? new TimeRange(_earliest, _latest) : null,
    };

    private bool IsMixture => _counts.Count(count => count > 0) > 1;

    private string Type => _counts.Count(count => count > 0) switch
    {
        0 => "empty",
        1 => Types[Array.FindIndex(_counts, count => count > 0)],
        _ => _counts[0] + _counts[1] == _counts.Sum() ? "number" : "text",
    };

    /// <summary>Finds out what a value is, and notes it.</summary>
    private int Place(string value)
    {
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            _numbers.Add(number);
            return value.AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? 0 : 1;
        }

        if (bool.TryParse(value, out _)) return 2;
        if (value.Length is < MinTime or > MaxTime || !char.IsAsciiDigit(value[0]) || !Times.TryRead(value, out var time)) return 4;
        if (time < _earliest) _earliest = time;
        if (time > _latest) _latest = time;
        return 3;
    }
}
