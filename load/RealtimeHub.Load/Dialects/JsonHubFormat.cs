using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace RealtimeHub.Load.Dialects;

/// <summary>SignalR's JSON protocol: every message ends with 0x1E.</summary>
internal sealed class JsonHubFormat : HubFormat
{
    public override byte[] Handshake { get; } = Record("""{"protocol":"json","version":1}""");

    public override byte[] Ping { get; } = Record("""{"type":6}""");

    public override byte[] Call(string method, IReadOnlyDictionary<string, object> argument) =>
        Record($$"""{"type":1,"invocationId":"1","target":"{{method}}","arguments":[{{JsonSerializer.Serialize(argument)}}]}""");

    public override bool TryCut(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> message)
    {
        var end = input.IndexOf(EndOfRecord);
        message = default;
        if (end < 0) return false;
        message = input[..end];
        input = input[(end + 1)..];
        return true;
    }

    public override bool IsPing(ReadOnlySpan<byte> message) => message.SequenceEqual("""{"type":6}"""u8);

    public override HubMessage Read(ReadOnlySpan<byte> message)
    {
        try
        {
            var values = JsonSerializer.Deserialize<JsonElement>(message);
            return new HubMessage(
                values.TryGetProperty("type", out var type) ? type.GetInt32() : 0, Text("target"), Text("error"),
                values.TryGetProperty("arguments", out var arguments) && JsonValues.Plain(arguments) is object?[] list ? list : [],
                values.TryGetProperty("result", out var result) ? JsonValues.Plain(result) : null);

            string? Text(string name) => values.TryGetProperty(name, out var value) ? value.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new LoadException($"the server sent what is no message: {Encoding.UTF8.GetString(message)}");
        }
    }

    public override EventPattern PatternOf(string topic) => new Pattern(topic);

    private static byte[] Record(string json) => ClientFrame.Text([.. Encoding.UTF8.GetBytes(json), EndOfRecord]);

    private sealed class Pattern(string topic) : EventPattern
    {
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes($$"""{"type":1,"target":"event","arguments":["{{topic}}",""");

        public override bool TryRead(ReadOnlySpan<byte> message, out long offset, out ReadOnlySpan<byte> data)
        {
            offset = 0;
            data = message;
            if (!message.StartsWith(_prefix)) return false;
            data = message[_prefix.Length..];
            if (!Utf8Parser.TryParse(data, out offset, out var digits)) return false;
            data = data[digits..];
            return true;
        }
    }
}
