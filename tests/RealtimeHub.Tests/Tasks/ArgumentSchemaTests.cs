using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Running;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>What pages are told of the arguments of a kind.</summary>
public sealed class ArgumentSchemaTests
{
    private readonly JsonNode _schema = ArgumentSchema.Of<Order>(WireJson.Options);

    [Fact]
    public void Names_what_must_be_there() => Assert.Equal(["path"], _schema["required"]!.AsArray().Select(name => (string?)name));

    [Fact]
    public void Has_what_counts_where_something_is_left_out()
    {
        Assert.Equal(",", (string?)Member("delimiter")["default"]);
        Assert.Equal(3, (int?)Member("lines")!["default"]);
        Assert.All(["path", "note", "tags"], name => Assert.Null(Member(name)["default"]));
    }

    [Fact]
    public void Says_what_things_are()
    {
        Assert.Equal("An order.", (string?)_schema["description"]);
        Assert.Equal("Where it is.", (string?)Member("path")["description"]);
        Assert.Equal(["string", "null"], Member("note")["type"]!.AsArray().Select(type => (string?)type));
    }

    [Fact]
    public void Has_an_example_that_can_be_started()
    {
        Assert.Equal("orders.csv", (string?)_schema["examples"]![0]!["path"]);
        Assert.Null(ArgumentSchema.Of<Empty>(WireJson.Options)["examples"]);
    }

    private JsonNode Member(string name) => _schema["properties"]![name]!;

    [Description("An order.")]
    [TaskExample("""{ "path": "orders.csv" }""")]
    private sealed record Order
    {
        [Required, Description("Where it is.")]
        public string Path { get; init; } = "";

        public string Delimiter { get; init; } = ",";

        public int Lines { get; init; } = 3;

        public string? Note { get; init; }

        public List<string> Tags { get; init; } = [];
    }

    private sealed record Empty;
}
