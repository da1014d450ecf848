using RealtimeHub.Server.Tasks.Csv;

namespace RealtimeHub.Server.Tests.Csv;

public sealed class CsvRowsTests
{
    [Fact]
    public void Fields_in_quotes_may_have_commas_quotes_and_line_breaks()
    {
        var rows = CsvRows.Read(new StringReader("a,b\r\n\"x, \"\"y\"\"\",\"line 1\nline 2\"\r\n3,4"), ",").Select(row => string.Join('|', row.Fields.Select(field => $"{field.Key}={field.Value}")));

        Assert.Equal(["a=x, \"y\"|b=line 1\nline 2", "a=3|b=4"], rows);
    }

    [Fact]
    public void Rows_that_do_not_fit_are_counted_and_the_first_are_told_with_their_lines()
    {
        var summary = Profiling.OfCsv("a,b\n1,2\n1\n\"x\ny\",2\n1,2,3\n1,x\"y\n" + string.Concat(Enumerable.Repeat("1\n", 10)));

        Assert.Equal((2, 13), (summary.Rows, summary.Unreadable));
        Assert.Equal(
            [(3, "it has 1 fields instead of 2"), (6, "it has 3 fields instead of 2"), (7, "a quote stands where none may be"), (8, "it has 1 fields instead of 2"), (9, "it has 1 fields instead of 2")],
            summary.Problems.Select(problem => (problem.Line, problem.Problem)));
    }

    [Fact]
    public void A_row_leaves_little_garbage_besides_its_values()
    {
        const int Rows = 10_000;
        var text = string.Concat("a,b,c\n", string.Concat(Enumerable.Repeat("1,2,3\n", Rows)));
        Assert.Equal(Rows, CsvRows.Read(new StringReader(text), ",").Count());

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(Rows, CsvRows.Read(new StringReader(text), ",").Count());

        // Three texts of one character have 72 bytes and more; lists of fields made anew for each row would have 300.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Rows, 1, 150);
    }

    [Fact]
    public void A_quote_that_is_never_closed_ends_the_file_and_is_told()
    {
        var summary = Profiling.OfCsv("a,b\n1,2\n3,\"" + new string('x', 2_000_000));

        Assert.Equal((1, 1), (summary.Rows, summary.Unreadable));
        Assert.Contains("its quote is never closed", Assert.Single(summary.Problems).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void That_a_file_is_not_read_to_its_end_is_told_beside_any_number_of_problems()
    {
        var summary = Profiling.OfCsv("a,b\n1,2\n" + string.Concat(Enumerable.Repeat("1\n", 7)) + "3," + new string('x', 2_000_000) + "\n4,5\n");

        Assert.Equal((1, 8, true), (summary.Rows, summary.Unreadable, summary.IsCut));
        Assert.Equal([3, 4, 5, 6, 10], summary.Problems.Select(problem => problem.Line));
        Assert.EndsWith("the rest of the file is not read", summary.Problems[^1].Problem, StringComparison.Ordinal);
        Assert.False(Profiling.OfCsv("a,b\n1\n").IsCut);
    }

    [Fact]
    public void A_quote_that_takes_the_rest_of_a_short_file_for_a_field_has_cut_it()
    {
        var summary = Profiling.OfCsv("a,b\n1,2\n3,\"4\n5,6\n7,8\n");

        Assert.Equal((1, 1, true), (summary.Rows, summary.Unreadable, summary.IsCut));
        Assert.Equal("a quote is never closed; the rest of the file is not read", Assert.Single(summary.Problems).Problem);
    }

    [Theory]
    [InlineData("a,b\n1,2\n\n\n3,x\"y")]
    [InlineData("a,b\n1,2\n\"3\n\"4,5\n6,7\n")]
    [InlineData("a,b\n1,2\n\"3\n4\",x\"y")]
    public void A_quote_that_stands_where_none_may_be_cuts_nothing(string text)
    {
        var summary = Profiling.OfCsv(text);

        Assert.Equal((1, false), (summary.Unreadable, summary.IsCut));
    }

    [Theory]
    [InlineData("LONG,b\n1,2\n", "in its first line a field is longer than 1,048,576 characters, or its quote is never closed")]
    [InlineData("a,\"b\n1,LONG\n", "in its first line a field is longer than 1,048,576 characters, or its quote is never closed")]
    [InlineData("a,\"b\n1,2\n3,4\n", "a quote in its first line is never closed")]
    public void Names_of_columns_that_cannot_be_read_fail_the_file(string text, string problem)
    {
        var error = Assert.Throws<RealtimeHub.Tasks.TaskFailedException>(() => Profiling.OfCsv(text.Replace("LONG", new string('x', 2_000_000), StringComparison.Ordinal)));

        Assert.Equal(("badFile", $"the file cannot be read: {problem}"), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("\n\nwidth 5\",b\n1,2\n")]
    [InlineData("\"two\n\"lines,b\n1,2\n")]
    [InlineData("\"two\nlines\",b\n1,2\n")]
    public void Names_of_columns_with_quotes_and_line_breaks_can_be_read(string text) => Assert.Equal(1, Profiling.OfCsv(text).Rows);

    [Fact]
    public void Columns_without_a_name_of_their_own_are_called_after_their_place() =>
        Assert.Equal(["column1", "a", "a_3"], Profiling.OfCsv(",a,a\n1,2,3\n").Columns.Select(column => column.Name));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("a,b")]
    public void A_file_without_rows_has_none(string text) => Assert.Equal((0, 0), (Profiling.OfCsv(text).Rows, Profiling.OfCsv(text).Unreadable));

    [Fact]
    public void Another_delimiter() => Assert.Equal("number", Profiling.OfCsv("a\tb\n1,5\t2.5\n", "\t").Column("b").Type);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_byte_order_mark_is_no_part_of_the_first_name(string encoding)
    {
        var coding = System.Text.Encoding.GetEncoding(encoding);
        using var text = new WatchedText(new MemoryStream([.. coding.GetPreamble(), .. coding.GetBytes("ä,b\n1,2\n")]), () => { });

        Assert.Equal(["ä", "b"], Assert.Single(CsvRows.Read(text, ",")).Fields.Select(field => field.Key));
    }

    [Fact]
    public void Who_watches_can_end_the_reading()
    {
        var pieces = 0;
        using var text = new WatchedText(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("1,2\n", 1_000_000)))), () => pieces = pieces < 100 ? pieces + 1 : throw new OperationCanceledException());

        Assert.Throws<OperationCanceledException>(() => CsvRows.Read(text, ",").Count());
    }
}
