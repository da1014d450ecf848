using System.Text;
using RealtimeHub.Ingest;
using RealtimeHub.Ingest.Http;
using Xunit;

namespace RealtimeHub.Tests.Ingest;

public sealed class BatchReaderTests
{
    private const int MaxEvents = 5;
    private const int MaxDepth = 4;

    [Fact]
    public void An_array_gives_one_request_per_item()
    {
        var items = Read("""[{"topic":"a","data":{"x":1}}, {"topic":"b","data":[ 1 ],"key":"k","type":"t","id":"i"}]""");

        Assert.Equal(["a {\"x\":1}   ", "b [ 1 ] k t i"], items.Select(Describe));
    }

    [Fact]
    public void Lines_give_one_request_per_item_and_empty_lines_count_for_nothing()
    {
        var items = Read("\r\n{\"topic\":\"a\",\"data\":1}\r\n\n  \n{\"topic\":\"b\",\"data\":\"x\"}");

        Assert.Equal(["a 1   ", "b \"x\"   "], items.Select(Describe));
    }

    [Fact]
    public void A_single_object_is_a_batch_of_one() => Assert.Single(Read("""{"topic":"a","data":null}"""));

    [Fact]
    public void An_empty_array_is_a_batch_of_none() => Assert.Empty(Read(" [ ] "));

    [Fact]
    public void Members_may_come_in_any_order_with_escapes_and_with_others_between()
    {
        var items = Read("""[{"data":1,"more":{"topic":"no"},"\u0074opic":"a\u002fb"}]""");

        Assert.Equal(["a/b 1   "], items.Select(Describe));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t ")]
    public void An_empty_batch_is_refused(string body) => Assert.StartsWith("the batch is empty", Problem(body), StringComparison.Ordinal);

    [Theory]
    [InlineData("[")]
    [InlineData("[{\"topic\":\"a\",\"data\":1}")]
    [InlineData("[{\"topic\":\"a\",\"data\":1},]")]
    [InlineData("[{\"topic\":\"a\",\"data\":1}] x")]
    [InlineData("[{\"topic\":\"a\",\"data\":1}][]")]
    [InlineData("[{\"topic\":\"a\" \"data\":1}]")]
    public void A_broken_array_is_refused_as_a_whole(string body) =>
        Assert.Matches("^invalid JSON at line [0-9]+, byte [0-9]+$", Problem(body));

    [Theory]
    [InlineData("[{0},{0},{0},{0},{0}]", "[{0},{0},{0},{0},{0},{0}]")]
    [InlineData("{0}\n{0}\n{0}\n{0}\n{0}", "{0}\n{0}\n{0}\n{0}\n{0}\n{0}")]
    public void A_batch_that_is_too_long_is_refused_as_a_whole(string fits, string tooLong)
    {
        const string Item = """{"topic":"a","data":1}""";

        Assert.Equal(MaxEvents, Read(fits.Replace("{0}", Item, StringComparison.Ordinal)).Count);
        Assert.Equal("a batch has at most 5 events", Problem(tooLong.Replace("{0}", Item, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("1", "an item is a JSON object with topic and data")]
    [InlineData("\"x\"", "an item is a JSON object with topic and data")]
    [InlineData("null", "an item is a JSON object with topic and data")]
    [InlineData("[]", "an item is a JSON object with topic and data")]
    [InlineData("{}", "a topic name is 1 to 255 of A-Z a-z 0-9 _ . : / -")]
    [InlineData("""{"topic":null,"data":1}""", "a topic name is 1 to 255 of A-Z a-z 0-9 _ . : / -")]
    [InlineData("""{"topic":"a b","data":1}""", "a topic name is 1 to 255 of A-Z a-z 0-9 _ . : / -")]
    [InlineData("""{"topic":"a"}""", "data is missing")]
    [InlineData("""{"topic":1,"data":1}""", "topic, key, type and id are texts")]
    [InlineData("""{"topic":"a","data":1,"key":[]}""", "topic, key, type and id are texts")]
    [InlineData("""{"topic":"a","data":1,"id":"\ud800"}""", "topic, key, type and id are texts")]
    public void One_bad_item_in_an_array_leaves_the_others_alone(string bad, string problem)
    {
        var items = Read($$"""[{"topic":"a","data":1},{{bad}},{"topic":"b","data":2}]""");

        Assert.Equal(problem, items[1].Problem);
        Assert.Null(items[1].Request);
        Assert.Equal(["a 1   ", "b 2   "], new[] { items[0], items[2] }.Select(Describe));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"topic\":\"a\",\"data\":1} x")]
    [InlineData("{\"topic\":\"a\",\"data\":1}{\"topic\":\"b\",\"data\":2}")]
    [InlineData("\uFEFF{\"topic\":\"a\",\"data\":1}")]
    public void One_broken_line_leaves_the_others_alone(string bad)
    {
        var items = Read($"{bad}\n{{\"topic\":\"b\",\"data\":2}}");

        Assert.Matches("^invalid JSON at byte [0-9]+ of the item$", items[0].Problem);
        Assert.Equal("b 2   ", Describe(items[1]));
    }

    [Theory]
    [InlineData("[{0},{1}]")]
    [InlineData("{0}\n{1}")]
    public void Data_nested_too_deep_are_left_to_the_publishers_check_and_spoil_no_other_item(string batch)
    {
        var deep = new string('[', MaxDepth + 10) + new string(']', MaxDepth + 10);
        var items = Read(batch
            .Replace("{0}", $$"""{"topic":"a","data":{{deep}}}""", StringComparison.Ordinal)
            .Replace("{1}", """{"topic":"b","data":2}""", StringComparison.Ordinal));

        Assert.Equal([$"a {deep}   ", "b 2   "], items.Select(Describe));
        Assert.Equal("the JSON is nested deeper than 4 levels", JsonCheck.FindProblem(items[0].Request!.Data.Bytes.Span, MaxDepth));
    }

    [Fact]
    public void The_data_of_an_item_do_not_keep_the_batch_in_memory()
    {
        var body = Encoding.UTF8.GetBytes("""[{"topic":"a","data":[1,2]}]""");
        var items = new List<BatchItem>();
        NewReader().TryRead(body, items);
        body.AsSpan().Clear();

        Assert.Equal("a [1,2]   ", Describe(Assert.Single(items)));
    }

    private static BatchReader NewReader() => new(MaxEvents);

    private static List<BatchItem> Read(string body)
    {
        var items = new List<BatchItem>();
        Assert.Null(NewReader().TryRead(Encoding.UTF8.GetBytes(body), items));
        return items;
    }

    private static string? Problem(string body) => NewReader().TryRead(Encoding.UTF8.GetBytes(body), []);

    private static string Describe(BatchItem item) =>
        item.Request is { } request ? $"{request.Topic} {request.Data} {request.Key} {request.Type} {request.Id}" : $"problem: {item.Problem}";
}
