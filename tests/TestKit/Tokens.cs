using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RealtimeHub.TestKit;

/// <summary>Tokens as an application makes them, and the settings with which a server accepts them.</summary>
public static class Tokens
{
    public const string Issuer = "https://login.example.com";
    public const string Audience = "realtimehub";

    private static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Settings below <c>RealtimeHub</c>.</summary>
    public static (string Name, string Value)[] Settings { get; } =
        [("Tokens:SymmetricKey", Key), ("Tokens:Issuer", Issuer), ("Tokens:Audience", Audience)];

    /// <summary>A token of a user.</summary>
    /// <param name="user">Its name.</param>
    /// <param name="expires">When it ends.</param>
    /// <param name="topics">Patterns to read, or objects with a topic and rights.</param>
    public static string For(string user, DateTimeOffset expires, params object[] topics) => For(user, expires, id: null, issued: null, topics);

    /// <param name="user">Its name.</param>
    /// <param name="expires">When it ends.</param>
    /// <param name="id">Its number.</param>
    /// <param name="issued">When it was made.</param>
    /// <param name="topics">Patterns to read, or objects with a topic and rights.</param>
    public static string For(string user, DateTimeOffset expires, string? id, DateTimeOffset? issued, params object[] topics)
    {
        var payload = new Dictionary<string, object> { ["sub"] = user, ["exp"] = expires.ToUnixTimeSeconds(), ["iss"] = Issuer, ["aud"] = Audience, ["topics"] = topics };
        if (id is not null) payload["jti"] = id;
        if (issued is { } time) payload["iat"] = time.ToUnixTimeSeconds();
        return Sign(payload);
    }

    /// <summary>A token of a user whose connections follow some topics from their beginning.</summary>
    public static string Following(string user, DateTimeOffset expires, params string[] topics) =>
        Sign(new() { ["sub"] = user, ["exp"] = expires.ToUnixTimeSeconds(), ["iss"] = Issuer, ["aud"] = Audience, ["subscribe"] = topics });

    /// <summary>A token that gives all rights to some topics, and tells others something of the user.</summary>
    /// <param name="user">Its name.</param>
    /// <param name="expires">When it ends.</param>
    /// <param name="info">What others are told.</param>
    /// <param name="topics">A pattern.</param>
    public static string Showing(string user, DateTimeOffset expires, object info, string topics) => Sign(new()
    {
        ["sub"] = user, ["exp"] = expires.ToUnixTimeSeconds(), ["iss"] = Issuer, ["aud"] = Audience, ["info"] = info,
        ["topics"] = new[] { new { topic = topics, rights = new[] { "subscribe", "history", "publish", "presence" } } },
    });

    private static string Sign(Dictionary<string, object> payload)
    {
        var signed = $"{Encode("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Encode(JsonSerializer.SerializeToUtf8Bytes(payload))}";
        return $"{signed}.{Encode(SignatureOf(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The signature of the application, of whatever it is.</summary>
    public static byte[] SignatureOf(byte[] data) => HMACSHA256.HashData(Convert.FromBase64String(Key), data);

    private static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
