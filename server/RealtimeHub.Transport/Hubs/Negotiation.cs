using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Transport.Connections;

namespace RealtimeHub.Transport.Hubs;

/// <summary>
/// The answer to a client that asks how it may connect: by WebSocket. The server keeps nothing for it, so the client may connect to any
/// other node, and an attacker who asks a million times has gained nothing.
/// </summary>
internal static class Negotiation
{
    private const int TokenLength = 22;

    public static async Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        Write(json, VersionOf(http.Request), ConnectionIds.NewToken());
    }

    /// <summary>The token of a negotiated connection; null when the client brings none, or something else.</summary>
    public static string? TokenOf(HttpRequest request) =>
        request.Query["id"] is [{ Length: TokenLength } token] && !token.AsSpan().ContainsAnyExcept(Base64Url) ? token : null;

    /// <summary>Takes the token out: SignalR's own transport would look for what it keeps for it, and finds nothing.</summary>
    public static void ForgetToken(HttpRequest request)
    {
        if (!request.Query.ContainsKey("id")) return;
        request.QueryString = QueryString.Create(request.Query.Where(entry => entry.Key != "id").SelectMany(entry => entry.Value, (entry, value) => KeyValuePair.Create(entry.Key, value)));
    }

    private static readonly System.Buffers.SearchValues<char> Base64Url =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static int VersionOf(HttpRequest request) =>
        int.TryParse(request.Query["negotiateVersion"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? 1 : 0;

    private static void Write(Utf8JsonWriter json, int version, string token)
    {
        json.WriteStartObject();
        json.WriteNumber("negotiateVersion", version);

        // Clients of version 0 know one name, and present it.
        json.WriteString("connectionId", version == 0 ? token : ConnectionIds.OfToken(token));
        if (version > 0) json.WriteString("connectionToken", token);
        json.WriteStartArray("availableTransports");
        json.WriteStartObject();
        json.WriteString("transport", "WebSockets");
        json.WriteStartArray("transferFormats");
        json.WriteStringValue("Text");
        json.WriteStringValue("Binary");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
