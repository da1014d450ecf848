using System.Buffers;
using System.Text.Json;

namespace RealtimeHub.Client.Wire;

/// <summary>
/// Recognises the server's own messages among the records of the JSON protocol. SignalR's client binds arguments by their exact
/// number, and <c>event</c> has three or four; here further arguments are ignored, so a newer server does no harm either.
/// </summary>
internal static class ServerMessageReader
{
    private const int InvocationType = 1;

    /// <summary>Reads one record, without its terminator.</summary>
    /// <returns><see langword="null"/> when the record is not one of ours and SignalR should read it.</returns>
    /// <exception cref="JsonException">The record is not JSON.</exception>
    /// <exception cref="InvalidDataException">The record is ours, but its arguments are not as agreed.</exception>
    public static ServerMessage? Read(in ReadOnlySequence<byte> record)
    {
        var reader = new Utf8JsonReader(record, WireFormat.ReaderOptions);
        ServerArguments.Parser? parser = null;
        ReadOnlySequence<byte>? arguments = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Number || reader.GetInt32() != InvocationType)
                {
                    return null;
                }
            }
            else if (reader.ValueTextEquals("target"u8))
            {
                reader.Read();
                if ((parser = ServerArguments.ParserOf(ref reader)) is null)
                {
                    return null;
                }
            }
            else if (reader.ValueTextEquals("arguments"u8))
            {
                reader.Read();
                arguments = RawValue(record, ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return parser is null || arguments is null ? null : ServerArguments.Parse(parser, arguments.Value);
    }

    /// <summary>The bytes of the value that the reader stands on; afterwards it stands on the value's last token.</summary>
    public static ReadOnlySequence<byte> RawValue(in ReadOnlySequence<byte> json, ref Utf8JsonReader reader)
    {
        var start = reader.TokenStartIndex;
        reader.Skip();
        return json.Slice(start, reader.BytesConsumed - start);
    }
}
