using System.Buffers.Text;
using System.Text;
using RealtimeHub.TestKit;

namespace SecurityTests.Support;

/// <summary>A token as text, made by hand: with parts that no library would write.</summary>
internal static class RawToken
{
    /// <summary>A header.</summary>
    /// <param name="algorithm">Its <c>alg</c>.</param>
    /// <param name="more">More members, each as JSON with a comma before it.</param>
    public static string Header(string algorithm = "HS256", string more = "") => $$"""{"alg":"{{algorithm}}","typ":"JWT"{{more}}}""";

    /// <summary>The claims of a good token.</summary>
    /// <param name="changes">What is different in it, as JSON; null takes a claim away.</param>
    public static string Payload(params (string Name, string? Json)[] changes)
    {
        var claims = new Dictionary<string, string?>
        {
            ["sub"] = $"\"{Attacker.NewName()}\"", ["exp"] = InSeconds(600), ["iss"] = $"\"{Tokens.Issuer}\"", ["aud"] = $"\"{Tokens.Audience}\"", ["topics"] = "[\"*\"]",
        };
        foreach (var (name, json) in changes) claims[name] = json;
        return $"{{{string.Join(',', claims.Where(claim => claim.Value is not null).Select(claim => $"\"{claim.Key}\":{claim.Value}"))}}}";
    }

    /// <summary>A time as tokens write it.</summary>
    public static string InSeconds(int seconds) => $"{TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds()}";

    /// <param name="header">The header.</param>
    /// <param name="payload">The claims.</param>
    /// <param name="sign">Makes the signature; otherwise it is the application's own, and good.</param>
    public static string Make(string header, string payload, Func<byte[], byte[]>? sign = null)
    {
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Encode((sign ?? Tokens.SignatureOf)(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
