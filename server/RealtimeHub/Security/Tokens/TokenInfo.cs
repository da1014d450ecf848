using System.Text;
using System.Text.Json;

namespace RealtimeHub.Security.Tokens;

/// <summary>What a token tells others of its bearer, as JSON that every protocol can carry: it may come from somebody whom the application does not know well.</summary>
internal static class TokenInfo
{
    private const int MaxBytes = 1_024;

    /// <summary>A message that lists members takes five levels, and SignalR's clients read 64.</summary>
    private const int MaxDepth = 32;

    /// <returns>Null when there is none, or it is fine; otherwise what is wrong with it.</returns>
    public static string? Read(JsonElement payload, out string? info)
    {
        info = payload.TryGetProperty("info", out var claim) && claim.ValueKind != JsonValueKind.Null ? claim.GetRawText() : null;
        if (info is null) return null;
        if (Encoding.UTF8.GetByteCount(info) > MaxBytes) return "info is larger than 1 KiB";
        return CanBeCarried(Encoding.UTF8.GetBytes(info)) ? null : "info is nested deeper than 32 levels, or has half of a surrogate pair";
    }

    private static bool CanBeCarried(ReadOnlySpan<byte> utf8)
    {
        Span<char> text = stackalloc char[MaxBytes];
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped) reader.CopyString(text);
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
