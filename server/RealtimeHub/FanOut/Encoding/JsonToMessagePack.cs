using System.Text.Json;
using MessagePack;

namespace RealtimeHub.FanOut.Encoding;

/// <summary>
/// Writes a JSON value as the same value in MessagePack. Containers need their size in front, so the text is read twice:
/// once to count, once to write. Nothing is built in between.
/// </summary>
internal static class JsonToMessagePack
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    // Reused from event to event; they grow with the containers of an event, and events are bounded.
    [ThreadStatic]
    private static List<int>? _sizes;

    [ThreadStatic]
    private static Stack<(int Index, bool IsArray)>? _open;

    /// <param name="writer">Where it goes.</param>
    /// <param name="utf8">One JSON value that was checked when it was published.</param>
    public static void Write(ref MessagePackWriter writer, ReadOnlySpan<byte> utf8)
    {
        var first = utf8.TrimStart(" \t\r\n"u8);
        var sizes = first.IsEmpty || first[0] is not ((byte)'{' or (byte)'[') ? [] : CountMembers(utf8);
        var next = 0;
        var reader = new Utf8JsonReader(utf8, Options);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject: writer.WriteMapHeader(sizes[next++]); break;
                case JsonTokenType.StartArray: writer.WriteArrayHeader(sizes[next++]); break;
                case JsonTokenType.PropertyName or JsonTokenType.String: WriteText(ref writer, ref reader); break;
                case JsonTokenType.Number: WriteNumber(ref writer, ref reader); break;
                case JsonTokenType.True: writer.Write(true); break;
                case JsonTokenType.False: writer.Write(false); break;
                case JsonTokenType.Null: writer.WriteNil(); break;
            }
        }
    }

    /// <summary>How many members each object and array has, in the order in which they begin.</summary>
    private static List<int> CountMembers(ReadOnlySpan<byte> utf8)
    {
        var (sizes, open) = (_sizes ??= [], _open ??= new());
        sizes.Clear();
        open.Clear();
        var reader = new Utf8JsonReader(utf8, Options);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }

            // An object counts its names, an array its values.
            if (open.TryPeek(out var parent) && (parent.IsArray || reader.TokenType is JsonTokenType.PropertyName)) sizes[parent.Index]++;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push((sizes.Count, reader.TokenType is JsonTokenType.StartArray));
                sizes.Add(0);
            }
        }

        return sizes;
    }

    private static void WriteText(ref MessagePackWriter writer, ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped) writer.Write(reader.GetString());
        else writer.WriteString(reader.ValueSpan);
    }

    private static void WriteNumber(ref MessagePackWriter writer, ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var whole)) writer.Write(whole);
        else if (reader.TryGetUInt64(out var large)) writer.Write(large);
        else writer.Write(reader.GetDouble());
    }
}
