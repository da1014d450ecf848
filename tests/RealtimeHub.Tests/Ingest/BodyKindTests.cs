using System.Text;
using RealtimeHub.Ingest;
using RealtimeHub.Ingest.Http;
using Xunit;

namespace RealtimeHub.Tests.Ingest;

public sealed class BodyKindTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=utf-8")]
    [InlineData("application/cloudevents+json")]
    [InlineData("application/x-www-form-urlencoded")]
    public void Json_is_carried_as_it_came(string? contentType)
    {
        var data = Read(contentType, " {\"a\": 1} ");

        Assert.True(data.IsJson);
        Assert.Equal(" {\"a\": 1} ", data.ToString());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=UTF-8")]
    [InlineData("text/csv")]
    public void Text_becomes_a_json_string(string contentType)
    {
        var data = Read(contentType, "say \"hi\"\nGrüße");

        Assert.True(data.IsJson);
        Assert.Equal("\"say \\\"hi\\\"\\nGrüße\"", data.ToString());
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("image/png")]
    [InlineData("application/x-protobuf")]
    public void Everything_else_is_bytes(string contentType)
    {
        var data = Read(contentType, "{}");

        Assert.False(data.IsJson);
        Assert.Equal("{}"u8.ToArray(), data.Bytes.ToArray());
    }

    [Theory]
    [InlineData("nonsense", "the content type 'nonsense' cannot be read")]
    [InlineData("text/plain; charset=latin1", "text must be UTF-8")]
    public void A_type_that_cannot_be_taken_is_refused(string contentType, string problem) =>
        Assert.Equal(problem, BodyKind.TryRead(contentType, "x"u8.ToArray(), out _));

    [Fact]
    public void Text_that_is_not_utf8_is_refused() =>
        Assert.Equal("the text is not valid UTF-8", BodyKind.TryRead("text/plain", [0xFF], out _));

    private static EventData Read(string? contentType, string body)
    {
        Assert.Null(BodyKind.TryRead(contentType, Encoding.UTF8.GetBytes(body), out var data));
        return data;
    }
}
