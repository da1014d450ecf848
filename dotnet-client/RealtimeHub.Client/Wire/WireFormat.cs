using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Client.Wire;

/// <summary>How the protocol itself is read and written, whatever the application chose for its data.</summary>
internal static class WireFormat
{
    /// <summary>Data may nest 64 deep, inside the message and its list of arguments.</summary>
    public const int MaxDepth = 72;

    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = MaxDepth,
    };

    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };
}
