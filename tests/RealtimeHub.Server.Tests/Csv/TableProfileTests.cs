using System.Globalization;
using System.Text;
using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.Server.Tasks.Csv;

namespace RealtimeHub.Server.Tests.Csv;

public sealed class TableProfileTests
{
    [Fact]
    public void A_known_file_has_the_profile_that_it_has()
    {
        var summary = Profiling.OfCsv("""
            id,price,when,ok,note,nothing
            1,10.5,2026-01-31,true,short,
            2,-3,2025-12-01 10:30:00,FALSE,a longer text,
            3,1e3,2026-02-01T00:00:00Z,true,, 
            3,2,2026-01-01,false,short,
            """);

        Assert.Equal((4, 0), (summary.Rows, summary.Unreadable));
        Assert.Equal(["integer", "number", "time", "boolean", "text", "empty"], summary.Columns.Select(column => column.Type));
        Assert.Equal([0, 0, 0, 0, 1, 4], summary.Columns.Select(column => column.Missing));
        Assert.Equal([3, 4, 4, 3, 2, 0], summary.Columns.Select(column => column.Distinct));
        Assert.All(summary.Columns, column => Assert.True(column.IsDistinctExact));
        Assert.Equal(new NumberRange(1, 3, 2.25, 1, 2, 3), summary.Column("id").Numbers);
        Assert.Equal(new NumberRange(-3, 1_000, 252.375, -3, 2, 10.5), summary.Column("price").Numbers);
        Assert.Equal(new TimeRange(Time("2025-12-01T10:30:00Z"), Time("2026-02-01T00:00:00Z")), summary.Column("when").Times);
        Assert.Equal((13, "short", null), (summary.Column("note").Longest, summary.Column("note").Example, summary.Column("note").Numbers));
    }

    [Fact]
    public void A_mixture_tells_what_is_in_it()
    {
        var column = Profiling.OfCsv("a\n1\n2\nn/a\n2.5\n2026-01-01\n").Column("a");

        Assert.Equal("text", column.Type);
        Assert.Equal(new Dictionary<string, long> { ["integer"] = 2, ["number"] = 1, ["time"] = 1, ["text"] = 1 }, column.Types);
        Assert.Equal((1, 2.5), (column.Numbers!.Min, column.Numbers.Max));
    }

    [Fact]
    public void Numbers_too_large_for_their_sum_have_a_mean_or_none_and_never_break_the_result()
    {
        var summary = Profiling.OfCsv("a,b\n1e308,1e308\n1e308,-1e308\nInfinity,NaN\n");

        Assert.Equal(1e308, summary.Column("a").Numbers!.Mean!.Value, 1e300);
        Assert.NotEmpty(JsonSerializer.Serialize(summary, WireJson.Options));
        Assert.Equal(1, summary.Column("a").Types!["text"]);
    }

    [Fact]
    public void A_wide_table_is_told_as_far_as_there_is_room()
    {
        var wide = Profiling.OfCsv(string.Join(',', Enumerable.Range(0, 1_200).Select(i => $"column {i} {new string('ü', 200)}")) + "\n" + string.Join(',', Enumerable.Repeat("日本", 1_200)) + "\n");
        Assert.Equal((1_000, true), (wide.Columns.Count, wide.HasMoreColumns));

        var told = wide.Within(32_768);

        Assert.InRange(told.Columns.Count, 50, 200);
        Assert.True(told.HasMoreColumns);
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(told, WireJson.Options).Length, 25_000, 32_768);
        Assert.Same(told, told.Within(32_768));
    }

    [Theory]
    [InlineData(1_024, 0)]
    [InlineData(100_000, 0.1)]
    [InlineData(1_000_000, 0.1)]
    public void Different_values_are_counted_or_estimated(int count, double tolerance)
    {
        var distinct = new DistinctCount();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < count; i++) distinct.Add(i.ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal(tolerance == 0, distinct.IsExact);
        Assert.InRange(distinct.Count, count * (1 - tolerance), count * (1 + tolerance));
    }

    [Fact]
    public void There_are_never_more_different_values_than_values()
    {
        var column = new ColumnProfile("order");
        for (var i = 1; i <= 40_000; i++) column.Add(i, i.ToString(CultureInfo.InvariantCulture));

        Assert.InRange(column.Summarise(40_000).Distinct, 36_000, 40_000);
    }

    [Fact]
    public void Quantiles_of_many_numbers_are_near_the_real_ones()
    {
        var numbers = new NumberStatistics();
        for (var i = 0; i < 1_000_000; i++) numbers.Add(i);

        var range = numbers.Summarise()!;

        Assert.Equal((0, 999_999), (range.Min, range.Max));
        Assert.Equal(499_999.5, range.Mean!.Value, 0.01);
        Assert.InRange(range.P25, 200_000, 300_000);
        Assert.InRange(range.Median, 440_000, 560_000);
        Assert.InRange(range.P75, 700_000, 800_000);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
