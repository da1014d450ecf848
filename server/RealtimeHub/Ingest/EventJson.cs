using System.Text.Encodings.Web;
using System.Text.Json;

namespace RealtimeHub.Ingest;

/// <summary>How the server itself writes JSON.</summary>
internal static class EventJson
{
    /// <summary>Web defaults; text stays readable because no payload is ever placed inside HTML by the server.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
