using System.Text.Encodings.Web;
using System.Text.Json;

namespace RealtimeHub.Contracts;

/// <summary>How RealtimeHub itself writes and reads JSON.</summary>
public static class WireJson
{
    /// <summary>
    /// The web defaults: camel-case names, names matched without case. Text stays readable, because no payload is ever
    /// placed inside HTML by the server.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
