using System.Text.Json;
using System.Text.Unicode;

namespace RealtimeHub.Ingest;

/// <summary>Decides whether bytes are one JSON value that every protocol can carry.</summary>
internal static class JsonCheck
{
    /// <summary>The longest name or string with escapes that is decoded on the stack.</summary>
    private const int StackChars = 512;

    /// <returns>Null when the value is fine; otherwise what is wrong with it, in words for the sender.</returns>
    public static string? FindProblem(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        if (utf8.IsEmpty) return "the body is empty; a JSON value is expected";
        if (!Utf8.IsValid(utf8)) return "the JSON is not valid UTF-8";
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read())
            {
                if (IsEscapedText(reader)) Decode(ref reader);
            }

            return null;
        }
        catch (JsonException e)
        {
            return IsTooDeep(reader, maxDepth, e)
                ? $"the JSON is nested deeper than {maxDepth} levels"
                : $"invalid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
        }
        catch (InvalidOperationException)
        {
            // JSON grammar allows "\ud800" alone, but it names no character and MessagePack cannot carry it.
            return $"invalid JSON text at byte {reader.TokenStartIndex + 1}: half of a surrogate pair";
        }
    }

    // At the bracket that is one too many the reader still stands on the one before, which it counts as lying outside itself.
    private static bool IsTooDeep(in Utf8JsonReader reader, int maxDepth, JsonException e) =>
        reader.CurrentDepth >= maxDepth - 1 && e.Message.Contains("depth", StringComparison.OrdinalIgnoreCase);

    private static bool IsEscapedText(in Utf8JsonReader reader) =>
        reader.ValueIsEscaped && reader.TokenType is (JsonTokenType.String or JsonTokenType.PropertyName);

    private static void Decode(ref Utf8JsonReader reader)
    {
        var length = reader.ValueSpan.Length;
        if (length <= StackChars)
        {
            Span<char> chars = stackalloc char[StackChars];
            reader.CopyString(chars);
        }
        else
        {
            reader.CopyString(new char[length]);
        }
    }
}
