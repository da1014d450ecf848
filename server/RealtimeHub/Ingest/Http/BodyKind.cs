using System.Text;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace RealtimeHub.Ingest.Http;

/// <summary>Turns a request body into event data, by its content type.</summary>
internal static class BodyKind
{
    /// <returns>What is wrong, in words for the sender; null when <paramref name="data"/> is set.</returns>
    public static string? TryRead(string? contentType, byte[] body, out EventData data)
    {
        data = default;
        var type = MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed : null;
        if (contentType is { Length: > 0 } && type is null) return $"the content type '{contentType}' cannot be read";
        if (type is null || IsJson(type))
        {
            data = EventData.FromJson(body);
            return null;
        }

        if (!type.Type.Equals("text", StringComparison.OrdinalIgnoreCase))
        {
            data = EventData.FromBytes(body);
            return null;
        }

        if (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return "text must be UTF-8";
        if (!Utf8.IsValid(body)) return "the text is not valid UTF-8";
        data = EventData.FromText(Encoding.UTF8.GetString(body));
        return null;
    }

    /// <summary><c>curl -d</c> says "form" unless told otherwise; people mean JSON.</summary>
    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
}
