using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Contracts;

namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>What a file holds.</summary>
internal sealed record CsvSummary
{
    /// <summary>Enough for everything but the columns and the problems.</summary>
    private const int Envelope = 512;

    /// <summary>How many rows there are, without the line with the names, and without those that could not be read.</summary>
    public required long Rows { get; init; }

    /// <summary>How many rows were left out: they do not fit the columns, or are no JSON object.</summary>
    public required long Unreadable { get; init; }

    /// <summary>The first of them, and what is wrong with each; and the one that ends the reading.</summary>
    public required IReadOnlyList<RowProblem> Problems { get; init; }

    /// <summary>Of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Each column, in the order of the file.</summary>
    public required IReadOnlyList<ColumnSummary> Columns { get; init; }

    /// <summary>Whether there are more columns, for which there was no room.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasMoreColumns { get; init; }

    /// <summary>Whether the rest of the file could not be read; the last of the problems says why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCut { get; init; }

    /// <summary>The same with as many columns as a result may hold: better some than a failure at the end of an hour.</summary>
    /// <param name="maxBytes">What the JSON of the result may have.</param>
    public CsvSummary Within(int maxBytes)
    {
        var room = maxBytes - Envelope - SizeOf(Problems);
        var fitting = 0;
        while (fitting < Columns.Count && (room -= SizeOf(Columns[fitting]) + 1) >= 0) fitting++;
        return fitting == Columns.Count ? this : this with { Columns = [.. Columns.Take(fitting)], HasMoreColumns = true };
    }

    private static int SizeOf<T>(T part) => JsonSerializer.SerializeToUtf8Bytes(part, WireJson.Options).Length;
}

/// <summary>A row that could not be read.</summary>
/// <param name="Line">Where it ends in the file.</param>
/// <param name="Problem">What is wrong with it.</param>
internal sealed record RowProblem(long Line, string Problem);

/// <summary>What a column holds.</summary>
internal sealed record ColumnSummary
{
    public required string Name { get; init; }

    /// <summary>empty, integer, number, boolean, time or text: what all of its values are. Numbers of both kinds are numbers, any other mixture is text.</summary>
    public required string Type { get; init; }

    /// <summary>How many values there are of each type, when it is a mixture.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? Types { get; init; }

    /// <summary>How many rows have nothing there.</summary>
    public required long Missing { get; init; }

    /// <summary>How many different values there are: counted, or estimated to a few percent.</summary>
    public required long Distinct { get; init; }

    /// <summary>Whether <see cref="Distinct"/> is counted.</summary>
    public required bool IsDistinctExact { get; init; }

    /// <summary>Of its longest value, in characters.</summary>
    public required int Longest { get; init; }

    /// <summary>Its first value, or the beginning of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Example { get; init; }

    /// <summary>Of those values that are numbers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NumberRange? Numbers { get; init; }

    /// <summary>Of those values that are times.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeRange? Times { get; init; }
}

/// <summary>How numbers lie.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
/// <param name="Mean">Their mean; null when they are too large for one.</param>
/// <param name="P25">A quarter of them is not larger. Exact up to 1,000 numbers, then of 1,000 drawn at random.</param>
/// <param name="Median">Half of them.</param>
/// <param name="P75">Three quarters of them.</param>
internal sealed record NumberRange(double Min, double Max, double? Mean, double P25, double Median, double P75);

/// <summary>From when to when.</summary>
internal sealed record TimeRange(DateTimeOffset Earliest, DateTimeOffset Latest);
