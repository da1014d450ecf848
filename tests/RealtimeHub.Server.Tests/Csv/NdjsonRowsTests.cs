using RealtimeHub.Server.Tasks.Csv;

namespace RealtimeHub.Server.Tests.Csv;

public sealed class NdjsonRowsTests
{
    [Fact]
    public void Members_are_columns_and_what_a_row_has_not_is_missing()
    {
        var summary = Profiling.OfJson("""
            {"a":1,"b":"x"}
            {"a":2.5,"c":true}

            {"b":null,"a":"3"}
            {"a":4,"a":5,"d":{"x":[1]}}
            """);

        Assert.Equal((4, 0), (summary.Rows, summary.Unreadable));
        Assert.Equal([("a", "number", 0), ("b", "text", 3), ("c", "boolean", 3), ("d", "text", 3)], summary.Columns.Select(column => (column.Name, column.Type, (int)column.Missing)));
        Assert.Equal((1, 4), (summary.Column("a").Numbers!.Min, summary.Column("a").Numbers!.Max));
        Assert.Equal("""{"x":[1]}""", summary.Column("d").Example);
    }

    [Fact]
    public void Lines_that_are_no_object_are_counted_and_the_first_are_told()
    {
        var summary = Profiling.OfJson("{\"a\":1}\r\n[1]\r\n\r\n{\"a\":\nnull\n{\"a\":2}");

        Assert.Equal((2, 3), (summary.Rows, summary.Unreadable));
        Assert.Equal([(2, "it is no JSON object"), (4, "it is no JSON"), (5, "it is no JSON object")], summary.Problems.Select(problem => (problem.Line, problem.Problem)));
    }

    [Fact]
    public void Half_of_a_character_in_a_name_or_a_value_costs_its_line_and_no_other()
    {
        var summary = Profiling.OfJson("""
            {"a":"\ud800"}
            {"\udc00":1}
            {"a":"\ud83d\ude00"}
            {"a":["\ud800"]}
            """);

        Assert.Equal((2, 2), (summary.Rows, summary.Unreadable));
        Assert.Equal([(1, "it has half of a character"), (2, "it has half of a character")], summary.Problems.Select(problem => (problem.Line, problem.Problem)));
        Assert.Equal("😀", summary.Column("a").Example);
    }

    [Fact]
    public void A_line_that_is_too_long_is_left_out_and_the_next_one_is_read()
    {
        var summary = Profiling.OfJson($$"""{"a":"{{new string('x', 3_000_000)}}"}""" + "\n{\"a\":1}\n");

        Assert.Equal((1, 1), (summary.Rows, summary.Unreadable));
        Assert.Equal("integer", summary.Column("a").Type);
    }

    [Fact]
    public void A_line_that_ends_with_a_piece_is_one_line()
    {
        // Of exactly the size in which a file is read.
        var line = $$"""{"a":"{{new string('x', (32 * 1_024) - 9)}}"}""";

        Assert.Equal(3, NdjsonRows.Read(new StringReader($"{line}\n{line}\n{line}")).Count(row => row.Problem is null));
    }
}
