using System.ComponentModel.DataAnnotations;
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

    [Theory]
    [InlineData("$server:tasks")]
    [InlineData("$anything")]
    [InlineData("task:0198c0de")]
    public void Nobody_speaks_for_the_server(string topic)
    {
        var (made, problem) = new StreamRow(new() { Topic = "orders" }).Read(Entry(("topic", topic), ("data", "1")));

        Assert.Null(made);
        Assert.Contains($"'{topic}' is a topic of the server itself", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("task", true)]
    [InlineData("tasks:1", true)]
    [InlineData("Task:1", true)]
    [InlineData("task:1", false)]
    [InlineData("$server:tasks", false)]
    public void The_configured_topic_is_none_of_the_server(string topic, bool isGood) =>
        Assert.Equal(isGood, !new RedisStreamOptions { Stream = "s", Topic = topic }.Validate(new ValidationContext(this)).Any());

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
        var (made, problem) = new StreamRow(options).Read(Entry(fields));
        Assert.Null(problem);
        return made!;
    }

    private static StreamEntry Entry(params (string Name, string Value)[] fields) => new("1-0", [.. fields.Select(field => new NameValueEntry(field.Name, field.Value))]);
}
