using System.Text;
using System.Text.Json;
using CsCheck;
using RealtimeHub.Ingest;
using Xunit;

namespace RealtimeHub.Tests.Ingest;

public sealed class JsonCheckTests
{
    private const int MaxDepth = 64;

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("0")]
    [InlineData("-0.5e-7")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData(" \t\r\n {\"a\" : [1, 2, {\"b\" : null}]} \n")]
    [InlineData("\"\\u0000\\u001e\\ud83d\\ude00\"")]
    [InlineData("{\"a\":1,\"a\":2}")]
    public void One_json_value_is_fine(string json) => Assert.Null(Problem(json));

    [Theory]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\"}")]
    [InlineData("[1 2]")]
    [InlineData("1 2")]
    [InlineData("{}{}")]
    [InlineData("{}]")]
    [InlineData("nul")]
    [InlineData("True")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("0x1")]
    [InlineData("-")]
    [InlineData("\"open")]
    [InlineData("\"\\x41\"")]
    [InlineData("\"\\u12G4\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"a\u001eb\"")]
    [InlineData("// comment\n1")]
    [InlineData("[1/**/]")]
    [InlineData("\uFEFF{}")]
    [InlineData("{}\0")]
    public void Everything_else_is_refused_with_its_place(string json) =>
        Assert.Matches("^invalid JSON at line [0-9]+, byte [0-9]+$", Problem(json));

    [Fact]
    public void An_empty_body_is_refused() => Assert.Equal("the body is empty; a JSON value is expected", Problem(""));

    [Fact]
    public void Nesting_is_fine_up_to_the_depth_and_refused_beyond()
    {
        Assert.Null(Problem(Nested(MaxDepth)));
        Assert.Equal("the JSON is nested deeper than 64 levels", Problem(Nested(MaxDepth + 1)));
        Assert.Equal("the JSON is nested deeper than 64 levels", Problem(new string('[', 10_000)));
    }

    [Theory]
    [InlineData(new byte[] { 0x22, 0xFF, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xC0, 0xAF, 0x22 })] // Overlong.
    [InlineData(new byte[] { 0x22, 0xED, 0xA0, 0x80, 0x22 })] // A surrogate.
    [InlineData(new byte[] { 0x22, 0xE2, 0x82, 0x22 })] // Cut off.
    [InlineData(new byte[] { 0xFF, 0xFE, 0x31, 0x00 })] // UTF-16.
    public void Bytes_that_are_not_utf8_are_refused(byte[] bytes) =>
        Assert.Equal("the JSON is not valid UTF-8", JsonCheck.FindProblem(bytes, MaxDepth));

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    [InlineData("[1,\"x\\ud83dx\"]")]
    [InlineData("{\"\\udfff\":1}")]
    public void Half_of_a_surrogate_pair_names_no_character(string json) =>
        Assert.EndsWith("half of a surrogate pair", Problem(json), StringComparison.Ordinal);

    [Fact]
    public void Half_of_a_surrogate_pair_is_found_in_a_long_text_too() =>
        Assert.EndsWith("half of a surrogate pair", Problem($"\"{new string('x', 5_000)}\\ud800\""), StringComparison.Ordinal);

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1e99999999999")]
    [InlineData("1e-400")]
    [InlineData("1e-99999999999")]
    [InlineData("18446744073709551616")]
    [InlineData("0.1234567890123456789012345678901234567890")]
    public void A_number_of_any_size_is_fine(string json) => Assert.Null(Problem(json));

    [Fact]
    public void It_agrees_with_the_frameworks_parser_on_any_text()
    {
        var pieces = Gen.OneOf("{", "}", "[", "]", ",", ":", "\"a\"", "\"\\n\"", "1", "-2.5", "true", "null", " ", "\\", "\"", "x");
        pieces.Array[1, 8].Select(string.Concat).Sample(
            text => (Problem(text) is null) == IsJson(text),
            iter: Campaign.Cases);
    }

    private static string? Problem(string json) => JsonCheck.FindProblem(Encoding.UTF8.GetBytes(json), MaxDepth);

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static bool IsJson(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
