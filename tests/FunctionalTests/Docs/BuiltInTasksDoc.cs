using System.Security.Cryptography;
using System.Text;

namespace FunctionalTests.Docs;

/// <summary>The C# of docs/built-in-tasks.md, compiled and used by the tests of webhooks; a test compares the two.</summary>
public static class BuiltInTasksDoc
{
    // DOC
    /// <summary>Whether a call comes from who has the secret, and is not an old one again.</summary>
    public static bool IsGenuine(Func<string, string?> header, byte[] body, string secret, DateTimeOffset now)
    {
        if (header("webhook-id") is not { } id || header("webhook-signature") is not { } signatures || !long.TryParse(header("webhook-timestamp"), out var time)) return false;
        if (Math.Abs(now.ToUnixTimeSeconds() - time) > 300) return false;
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body];
        var wanted = Encoding.UTF8.GetBytes($"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}");
        return signatures.Split(' ').Any(signature => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), wanted));
    }

    // DOC
}
