using RealtimeHub.Server.Sources.Replay;

namespace RealtimeHub.Server.Tests.Replay;

public sealed class CsvReplayReaderTests
{
    [Fact]
    public async Task Numbers_texts_and_nothing_keep_their_nature() =>
        Assert.Equal(
            ["""{"id":"007","price":1.8630000000000002,"note":null,"text":"é \"b\", c"}"""],
            await Reader().JsonAsync("id,price,note,text\r\n007,1.8630000000000002,,\"é \"\"b\"\", c\"\r\n"));

    [Fact]
    public async Task Columns_without_a_name_or_with_the_same_one_get_their_own() =>
        Assert.Equal(
            ["""{"column1":0,"a":1,"a_3":2,"column2":3}"""],
            await Reader().JsonAsync("\uFEFF, a ,a,column2\n0,1,2,3"));

    [Fact]
    public async Task A_quoted_field_may_hold_line_breaks() =>
        Assert.Equal(["""{"a":"x\ny","b":1}"""], await Reader().JsonAsync("a,b\n\"x\ny\",1\n"));

    [Fact]
    public async Task Key_and_time_come_from_their_columns()
    {
        var reader = Reader(options => (options.KeyColumn, options.TimeColumn) = ("stock", "at"));

        var rows = (await reader.RowsAsync("at,stock\n2017-12-29,AAPL\n12/30/2017,\n")).Cast<ReplayRow.Event>().ToList();

        Assert.Equal(["AAPL", null], rows.Select(row => row.Key));
        Assert.Equal([29, 30], rows.Select(row => row.Time!.Value.Day));
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_are_told_apart_from_the_others()
    {
        var rows = await Reader(options => options.TimeColumn = "at").RowsAsync(
            "at,b\n2017-12-29,1\nnever,2\n2017-12-30\n2017-12-30,1,2\n2017-12-30,x\"y\n\n2017-12-31,3\n");

        Assert.Equal(
            [
                (3, "'never' in at is not a time"),
                (4, "it has 1 fields instead of 2"),
                (5, "it has 3 fields instead of 2"),
                (6, "a quote stands where none may be"),
            ],
            rows.Problems());
        Assert.Equal([29, 31], rows.OfType<ReplayRow.Event>().Select(row => row.Time!.Value.Day));
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_does_not_swallow_the_file_into_memory()
    {
        var rows = await Reader(options => options.MaxLength = 100).RowsAsync("a,b\n1,2\n3,\"" + new string('x', 100_000));

        Assert.IsType<ReplayRow.Event>(rows[0]);
        Assert.Contains("its quote is never closed", Assert.Single(rows.Problems()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_is_not_there_is_named_with_those_that_are()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Reader(options => options.KeyColumn = "stock").RowsAsync("a,b\n1,2\n"));

        Assert.Equal("KeyColumn: the file has no column 'stock', but a, b.", error.Message);
    }

    [Fact]
    public async Task An_empty_file_has_no_rows() => Assert.Empty(await Reader().RowsAsync(""));

    private static CsvReplayReader Reader(Action<ReplayOptions>? configure = null)
    {
        var options = new ReplayOptions();
        configure?.Invoke(options);
        return new CsvReplayReader(options);
    }
}
