namespace RealtimeHub.Server.Tasks.Webhook;

/// <summary>A secret as it is configured: one or several of <c>whsec_</c> and the base64 of the bytes. With several, each call has a signature for each, so that receivers can change from one to the next.</summary>
internal static class WebhookSecret
{
    public const string Wanted = "use whsec_ and the base64 of 24 to 64 random bytes: echo whsec_$(openssl rand -base64 32)";

    private const string Prefix = "whsec_";
    private const int MinBytes = 24;
    private const int MaxBytes = 64;

    /// <returns>The keys; null when one of them is none.</returns>
    public static IReadOnlyList<byte[]>? Read(string? text)
    {
        var parts = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var keys = new List<byte[]>();
        foreach (var part in parts)
        {
            if (!part.StartsWith(Prefix, StringComparison.Ordinal)) return null;
            var key = new byte[MaxBytes];
            if (!Convert.TryFromBase64String(part[Prefix.Length..], key, out var length) || length < MinBytes) return null;
            keys.Add(key[..length]);
        }

        return keys.Count == 0 ? null : keys;
    }
}
