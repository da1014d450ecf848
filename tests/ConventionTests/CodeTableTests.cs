using System.Globalization;
using System.Text.RegularExpressions;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest.Http;
using Xunit;

namespace ConventionTests;

/// <summary>One table of codes in C#, one in TypeScript, one in the documents: they are equal.</summary>
public sealed partial class CodeTableTests
{
    private const string TypeScript = "web-client/src/codes.ts";
    private const string Document = "docs/protocol.md";

    [Fact]
    public void Error_codes_are_the_same_in_typescript() => Assert.Equal(InCSharp<ErrorCode>(), InTypeScript("ErrorCode"));

    [Fact]
    public void Close_codes_are_the_same_in_typescript() => Assert.Equal(InCSharp<CloseCode>(), InTypeScript("CloseCode"));

    [Fact]
    public void Error_codes_are_the_same_in_the_document() =>
        Assert.Equal(InCSharp<ErrorCode>(), RowsOf("Error codes").ToDictionary(row => row[1], row => Number(row[0])));

    [Fact]
    public void Close_codes_are_the_same_in_the_document() =>
        Assert.Equal(InCSharp<CloseCode>(), RowsOf("Close codes").ToDictionary(row => row[1], row => Number(row[0])));

    [Fact]
    public void The_document_tells_the_http_status_of_each_error() =>
        Assert.All(RowsOf("Error codes"), row => Assert.Equal(Problems.StatusOf((ErrorCode)Number(row[0])), Number(row[2])));

    [Fact]
    public void The_document_tells_after_which_close_to_come_back() =>
        Assert.All(RowsOf("Close codes"), row => Assert.Equal(((CloseCode)Number(row[0])).MayReconnect() ? "yes" : "no", row[2]));

    /// <summary>Zero says that there is no error, and never travels.</summary>
    private static Dictionary<string, int> InCSharp<TCode>()
        where TCode : struct, Enum =>
        Enum.GetValues<TCode>().Where(code => Convert.ToInt32(code, CultureInfo.InvariantCulture) != 0)
            .ToDictionary(code => code.ToString(), code => Convert.ToInt32(code, CultureInfo.InvariantCulture));

    private static Dictionary<string, int> InTypeScript(string name)
    {
        var text = Repository.Read(TypeScript);
        var start = text.IndexOf($"export const {name} = {{", StringComparison.Ordinal);
        var table = text[start..text.IndexOf("} as const;", start, StringComparison.Ordinal)];
        return Members().Matches(table).ToDictionary(m => m.Groups[1].Value, m => Number(m.Groups[2].Value)).Where(m => m.Value != 0).ToDictionary();
    }

    /// <summary>The rows of the table under a heading, without its first two lines.</summary>
    private static List<string[]> RowsOf(string heading) =>
        [.. Repository.ReadLines(Document)
            .SkipWhile(line => line.TrimStart('#', ' ') != heading)
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s+(\w+): ([0-9]+),", RegexOptions.Multiline)]
    private static partial Regex Members();
}
