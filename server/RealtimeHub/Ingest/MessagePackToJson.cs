using System.Buffers;
using System.Globalization;
using System.Text.Json;
using MessagePack;
using RealtimeHub.Contracts;

namespace RealtimeHub.Ingest;

/// <summary>Writes a MessagePack value as the same value in JSON; bytes inside it become base64, times ISO 8601.</summary>
/// <remarks>The library's own conversion leaves control characters as they are, which is not JSON.</remarks>
internal static class MessagePackToJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = WireJson.Options.Encoder };

    /// <summary>Throws when the value has no place in JSON, or is nested too deep; SignalR then says that the arguments do not fit.</summary>
    public static byte[] Convert(ref MessagePackReader reader, MessagePackSecurity security)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, Options);
        Write(ref reader, writer, security);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void Write(ref MessagePackReader reader, Utf8JsonWriter writer, MessagePackSecurity security)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Nil: reader.ReadNil(); writer.WriteNullValue(); break;
            case MessagePackType.Boolean: writer.WriteBooleanValue(reader.ReadBoolean()); break;
            case MessagePackType.Integer: WriteInteger(ref reader, writer); break;
            case MessagePackType.Float: WriteFloat(ref reader, writer); break;
            case MessagePackType.String: writer.WriteStringValue(reader.ReadString()); break;
            case MessagePackType.Binary: writer.WriteBase64StringValue(reader.ReadBytes()!.Value.ToArray()); break;
            case MessagePackType.Array: WriteArray(ref reader, writer, security); break;
            case MessagePackType.Map: WriteMap(ref reader, writer, security); break;
            default: writer.WriteStringValue(reader.ReadDateTime()); break;
        }
    }

    private static void WriteInteger(ref MessagePackReader reader, Utf8JsonWriter writer)
    {
        if (reader.NextCode == MessagePackCode.UInt64) writer.WriteNumberValue(reader.ReadUInt64());
        else writer.WriteNumberValue(reader.ReadInt64());
    }

    private static void WriteFloat(ref MessagePackReader reader, Utf8JsonWriter writer)
    {
        // A short float is written with its own few digits, not with those of the double beside it.
        var isShort = reader.NextCode == MessagePackCode.Float32;
        var number = reader.ReadDouble();
        if (!double.IsFinite(number)) throw new MessagePackSerializationException("JSON has no number that is infinite or none.");
        if (isShort) writer.WriteNumberValue((float)number);
        else writer.WriteNumberValue(number);
    }

    private static void WriteArray(ref MessagePackReader reader, Utf8JsonWriter writer, MessagePackSecurity security)
    {
        security.DepthStep(ref reader);
        writer.WriteStartArray();
        for (var left = reader.ReadArrayHeader(); left > 0; left--) Write(ref reader, writer, security);
        writer.WriteEndArray();
        reader.Depth--;
    }

    private static void WriteMap(ref MessagePackReader reader, Utf8JsonWriter writer, MessagePackSecurity security)
    {
        security.DepthStep(ref reader);
        writer.WriteStartObject();
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            writer.WritePropertyName(ReadName(ref reader));
            Write(ref reader, writer, security);
        }

        writer.WriteEndObject();
        reader.Depth--;
    }

    private static string ReadName(ref MessagePackReader reader) => reader.NextMessagePackType switch
    {
        MessagePackType.String => reader.ReadString()!,
        MessagePackType.Integer => reader.ReadInt64().ToString(CultureInfo.InvariantCulture),
        _ => throw new MessagePackSerializationException("A name in a map is a text or a whole number."),
    };
}
