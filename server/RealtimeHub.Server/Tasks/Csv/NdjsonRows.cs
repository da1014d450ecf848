using System.Text;
using System.Text.Json;

namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>Reads a file with one JSON object a line. Its members are the columns; what they hold counts, not how it is written: the text "5" is a number, too.</summary>
internal static class NdjsonRows
{
    private const int MaxLine = 1_024 * 1_024;
    private const int PieceSize = 32 * 1_024;

    public static IEnumerable<TableRow> Read(TextReader text)
    {
        foreach (var (number, line) in Lines(text))
        {
            if (line is null) yield return TableRow.Unreadable(number, $"it is longer than {MaxLine:N0} characters");
            else if (!string.IsNullOrWhiteSpace(line)) yield return Row(number, line);
        }
    }

    /// <summary>The lines, with their numbers; null for one that is too long to be kept.</summary>
    private static IEnumerable<(long Number, string? Text)> Lines(TextReader text)
    {
        var piece = new char[PieceSize];
        var line = new StringBuilder();
        var (number, isTooLong) = (1L, false);
        while (text.Read(piece, 0, piece.Length) is var count and > 0)
        {
            var from = 0;
            while (from < count)
            {
                var end = Array.IndexOf(piece, '\n', from, count - from);
                var length = (end < 0 ? count : end) - from;
                isTooLong |= line.Length + length > MaxLine;
                if (!isTooLong) line.Append(piece, from, length);
                from += length + 1;
                if (end < 0) break;
                yield return (number++, isTooLong ? null : line.ToString());
                line.Clear();
                isTooLong = false;
            }
        }

        if (line.Length > 0 || isTooLong) yield return (number, isTooLong ? null : line.ToString());
    }

    private static TableRow Row(long number, string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return TableRow.Unreadable(number, "it is no JSON object");
            return new TableRow(number, [.. json.RootElement.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.ValueKind == JsonValueKind.Null ? null : member.Value.ToString()))], null);
        }
        catch (JsonException)
        {
            return TableRow.Unreadable(number, "it is no JSON");
        }
        catch (InvalidOperationException)
        {
            // JSON that no text can hold: "\ud800".
            return TableRow.Unreadable(number, "it has half of a character");
        }
    }
}
