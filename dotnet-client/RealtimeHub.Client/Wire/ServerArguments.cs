using System.Buffers;
using System.Text.Json;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Wire;

/// <summary>Reads the arguments of each of the server's messages, by position.</summary>
internal static class ServerArguments
{
    public delegate ServerMessage Parser(in ReadOnlySequence<byte> json, ref Utf8JsonReader reader);

    /// <summary>The parser for the target that the reader stands on; <see langword="null"/> when the target is not ours.</summary>
    public static Parser? ParserOf(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? null
        : reader.ValueTextEquals(HubNames.Event) ? ReadEvent
        : reader.ValueTextEquals(HubNames.Gap) ? ReadGap
        : reader.ValueTextEquals(HubNames.Subscribed) ? ReadSubscribed
        : reader.ValueTextEquals(HubNames.Unsubscribed) ? ReadUnsubscribed
        : reader.ValueTextEquals(HubNames.PresenceChanged) ? ReadPresence
        : reader.ValueTextEquals(HubNames.Disconnecting) ? ReadDisconnecting
        : null;

    public static ServerMessage Parse(Parser parser, in ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json, WireFormat.ReaderOptions);
        try
        {
            reader.Read();
            return reader.TokenType == JsonTokenType.StartArray
                ? parser(json, ref reader)
                : throw new FormatException("The arguments are not a list.");
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or JsonException)
        {
            throw new InvalidDataException($"The server sent a message with unexpected arguments: {e.Message}", e);
        }
    }

    private static EventMessage ReadEvent(in ReadOnlySequence<byte> json, ref Utf8JsonReader reader)
    {
        var topic = ReadText(ref reader);
        var offset = ReadNumber(ref reader);
        Next(ref reader);
        var data = ServerMessageReader.RawValue(json, ref reader).ToArray();
        reader.Read();
        var meta = reader.TokenType == JsonTokenType.StartObject
            ? JsonSerializer.Deserialize<EventMeta>(ref reader, WireFormat.Options)
            : null;
        return new EventMessage(topic, offset, data, meta);
    }

    private static GapMessage ReadGap(in ReadOnlySequence<byte> json, ref Utf8JsonReader reader) =>
        new(ReadText(ref reader), ReadNumber(ref reader), ReadNumber(ref reader), ReadOptionalText(ref reader));

    private static SubscribedMessage ReadSubscribed(in ReadOnlySequence<byte> json, ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return JsonSerializer.Deserialize<SubscribeAnswer>(ref reader, WireFormat.Options) is { Topic: not null, Epoch: not null } reply
            ? new SubscribedMessage(reply)
            : throw new FormatException("The subscription has no topic or no epoch.");
    }

    private static UnsubscribedMessage ReadUnsubscribed(in ReadOnlySequence<byte> json, ref Utf8JsonReader reader) =>
        new(ReadText(ref reader), (int)ReadNumber(ref reader), ReadOptionalText(ref reader));

    private static PresenceMessage ReadPresence(in ReadOnlySequence<byte> json, ref Utf8JsonReader reader)
    {
        var topic = ReadText(ref reader);
        Next(ref reader);
        return JsonSerializer.Deserialize<PresenceState>(ref reader, WireFormat.Options) is { } state
            ? new PresenceMessage(topic, state)
            : throw new FormatException("There is nothing about who is present.");
    }

    private static DisconnectingMessage ReadDisconnecting(in ReadOnlySequence<byte> json, ref Utf8JsonReader reader)
    {
        var code = (int)ReadNumber(ref reader);
        var reason = ReadOptionalText(ref reader);
        Next(ref reader);
        return new DisconnectingMessage(code, reason, reader.GetBoolean(), ReadNumber(ref reader));
    }

    private static string ReadText(ref Utf8JsonReader reader) =>
        ReadOptionalText(ref reader) ?? throw new FormatException("A text is null.");

    private static string? ReadOptionalText(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return reader.GetString();
    }

    private static long ReadNumber(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return reader.GetInt64();
    }

    private static void Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            throw new FormatException("An argument is missing.");
        }
    }
}
