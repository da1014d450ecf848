using RealtimeHub.Server.Tasks.Csv;
using RealtimeHub.Tasks;

namespace RealtimeHub.Server.Tests.Csv;

/// <summary>No file can fill the memory, whatever is in it.</summary>
public sealed class CsvBoundsTests
{
    private static readonly string HalfAMillion = new('x', 500_000);

    [Theory]
    [InlineData("", ",", 128)]
    [InlineData("a,b\n", ",", 128)]
    [InlineData("a,b\n", "\"x\n\",", 128)]
    [InlineData("", "\"x\n\",", 128)]
    [InlineData("a,b\n", "\"LONG\n\",", 256)]
    public void A_row_without_end_fails_before_it_fills_the_memory(string begin, string again, int megabytes)
    {
        using var text = new EndlessText(begin, again.Replace("LONG", HalfAMillion, StringComparison.Ordinal));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal("badFile", Assert.Throws<TaskFailedException>(() => CsvRows.Read(text, ",").Count()).Code);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) >> 20, 0, megabytes);
    }

    [Fact]
    public void There_may_be_many_columns_and_not_more()
    {
        Assert.Equal(10_000, Assert.Single(CsvRows.Read(new StringReader(Header(10_000) + Header(10_000)), ",")).Fields.Length);

        var error = Assert.Throws<TaskFailedException>(() => CsvRows.Read(new StringReader(Header(10_001)), ",").Count());
        Assert.Equal(("badFile", "the file cannot be read: it has 10,001 columns, more than 10,000"), (error.Code, error.Message));
    }

    [Fact]
    public void Many_short_rows_after_a_long_one_are_not_taken_for_one()
    {
        // The parser reads as much at once then as the long row had.
        var row = string.Join(',', Enumerable.Repeat($"\"{HalfAMillion}\"", 20)) + "\n";
        var text = "a,b\n" + row + string.Concat(Enumerable.Repeat("1,2\n", 1_500_000));

        Assert.Equal(1_500_000, CsvRows.Read(new StringReader(text), ",").Count(line => line.Problem is null));
    }

    private static string Header(int columns) => string.Concat("x", new string(',', columns - 1), "\n");
}
