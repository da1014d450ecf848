using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Load.Connections;

/// <summary>A message of the server that is not a delivered event: rare, so it is read in the comfortable way.</summary>
internal sealed record OtherMessage
{
    public const int Invocation = 1;
    public const int Completion = 3;
    public const int Ping = 6;
    public const int Close = 7;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The kind of message; the reply to the handshake has none.</summary>
    [JsonPropertyName("type")]
    public int Type { get; init; }

    public string? Target { get; init; }

    public string? Error { get; init; }

    public JsonElement? Result { get; init; }

    public JsonElement[] Arguments { get; init; } = [];

    public static OtherMessage Read(ReadOnlySpan<byte> record)
    {
        try
        {
            return JsonSerializer.Deserialize<OtherMessage>(record, Options) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new LoadException($"the server sent what is no message: {System.Text.Encoding.UTF8.GetString(record)}");
        }
    }
}
