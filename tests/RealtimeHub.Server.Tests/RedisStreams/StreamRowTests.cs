using RealtimeHub.Server.Sources.RedisStreams;
using StackExchange.Redis;

namespace RealtimeHub.Server.Tests.RedisStreams;

public sealed class StreamRowTests
{
    [Theory]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,2]}""")]
    [InlineData("17", "17")]
    [InlineData(" null ", " null ")]
    [InlineData("", "\"\"")]
    [InlineData("{\"a\":", "\"{\\\"a\\\":\"")]
    [InlineData("1 2", "\"1 2\"")]
    public void Data_is_JSON_or_else_a_text(string data, string expected) =>
        Assert.Equal(expected, Read(new() { Topic = "orders" }, ("data", data)).Data.ToString());

    [Fact]
    public void The_entry_may_name_its_topic_and_its_key()
    {
        var made = Read(new() { Topic = "orders", TopicField = "to", KeyField = "k" }, ("to", "a"), ("to", "others"), ("k", "7"), ("data", "1"));

        Assert.Equal(("others", "7"), (made.Topic.Value, made.Key));
    }

    [Fact]
    public void Two_streams_with_the_same_ids_do_not_pass_for_one()
    {
        var (one, other) = (Read(new() { Topic = "t", Stream = "a" }, ("data", "1")), Read(new() { Topic = "t", Stream = "ü b" }, ("data", "1")));

        Assert.NotEqual(one.IdempotencyKey, other.IdempotencyKey);
        Assert.All([one, other], made => Assert.Matches("^[!-~]{1,128}$", made.IdempotencyKey));
        Assert.Equal(one.IdempotencyKey, Read(new() { Topic = "t", Stream = "a" }, ("data", "1")).IdempotencyKey);
    }

    private static RealtimeHub.Sources.SourceEvent Read(RedisStreamOptions options, params (string Name, string Value)[] fields)
    {
        var (made, problem) = new StreamRow(options).Read(new StreamEntry("1-0", [.. fields.Select(field => new NameValueEntry(field.Name, field.Value))]));
        Assert.Null(problem);
        return made!;
    }
}
