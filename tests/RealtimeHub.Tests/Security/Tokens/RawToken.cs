using System.Buffers.Text;
using System.Text;

namespace RealtimeHub.Tests.Security.Tokens;

/// <summary>A token as text, made by hand: with parts that no library would write.</summary>
internal static class RawToken
{
    public const string Issuer = "https://login.example.com";
    public const string Audience = "realtimehub";

    /// <summary>When the tests take place.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static string Header(string algorithm, string more = "") => $$"""{"alg":"{{algorithm}}","typ":"JWT"{{more}}}""";

    public static string Payload(string? sub = "\"alice\"", string? exp = null, string? iss = "", string? aud = "", string more = "")
    {
        List<string> claims = [];
        Add("sub", sub);
        Add("exp", exp ?? $"{Now.AddMinutes(5).ToUnixTimeSeconds()}");
        Add("iss", iss?.Length == 0 ? $"\"{Issuer}\"" : iss);
        Add("aud", aud?.Length == 0 ? $"\"{Audience}\"" : aud);
        if (more.Length > 0) claims.Add(more);
        return $"{{{string.Join(',', claims)}}}";

        void Add(string name, string? value)
        {
            if (value is not (null or "-")) claims.Add($"\"{name}\":{value}");
        }
    }

    public static string Sign(string header, string payload, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
