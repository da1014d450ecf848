using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Security.Tokens;
using Xunit;

namespace RealtimeHub.Tests.Security.Tokens;

/// <summary>Thousands of tokens that somebody could make who does not have our key: algorithms, keys and claims, in all combinations.</summary>
public sealed class ForgedTokenTests : IDisposable
{
    private const int Forged = 5_000;
    private const int Valid = 500;

    private static readonly string[] Algorithms =
    [
        "none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS512", "ES256", "ES384", "ES512", "EdDSA", "", "hs256", "HS256 ", "A128KW", "dir",
    ];

    /// <summary>Claims of a token that is not for us, not now, or not one at all.</summary>
    private static readonly string[] Claims =
    [
        RawToken.Payload(iss: "\"https://evil.example.com\""), RawToken.Payload(iss: "-"), RawToken.Payload(iss: "1"), RawToken.Payload(iss: $"[\"{RawToken.Issuer}\"]"),
        RawToken.Payload(aud: "\"other\""), RawToken.Payload(aud: "-"), RawToken.Payload(aud: "7"), RawToken.Payload(aud: "[\"other\"]"), RawToken.Payload(aud: "null"),
        RawToken.Payload(exp: "-"), RawToken.Payload(exp: "\"tomorrow\""), RawToken.Payload(exp: "0"), RawToken.Payload(exp: "-1"), RawToken.Payload(exp: "9223372036854775808"),
        RawToken.Payload(exp: "1e400"), RawToken.Payload(exp: "true"), RawToken.Payload(exp: "null"), RawToken.Payload(exp: $"{RawToken.Now.AddSeconds(-31).ToUnixTimeSeconds()}"),
        RawToken.Payload(exp: $"{RawToken.Now.AddDays(2).ToUnixTimeSeconds()}"), RawToken.Payload(exp: "253402300800"),
        RawToken.Payload(sub: "-"), RawToken.Payload(sub: "\"\""), RawToken.Payload(sub: "1"), RawToken.Payload(sub: "null"), RawToken.Payload(sub: $"\"{new string('a', 256)}\""),
        RawToken.Payload(sub: "\"a\\nb\""), RawToken.Payload(sub: "[\"alice\"]"),
        RawToken.Payload(more: $"\"nbf\":{RawToken.Now.AddSeconds(31).ToUnixTimeSeconds()}"), RawToken.Payload(more: "\"nbf\":\"soon\""),
        RawToken.Payload(more: $"\"iat\":{RawToken.Now.AddSeconds(31).ToUnixTimeSeconds()}"), RawToken.Payload(more: "\"iat\":{}"),
        RawToken.Payload(more: "\"topics\":\"*\""), RawToken.Payload(more: "\"topics\":[\"a b\"]"), RawToken.Payload(more: "\"topics\":[\"a*b\"]"), RawToken.Payload(more: "\"topics\":[1]"),
        RawToken.Payload(more: "\"topics\":[{\"topic\":\"a\",\"rights\":[\"all\"]}]"), RawToken.Payload(more: "\"topics\":[{\"topic\":\"a\"}]"),
        RawToken.Payload(more: $"\"topics\":[{string.Join(',', Enumerable.Repeat("\"a\"", 101))}]"), RawToken.Payload(more: $"\"info\":\"{new string('i', 1_100)}\""),
        RawToken.Payload(more: $"\"info\":{new string('[', 33)}{new string(']', 33)}"), RawToken.Payload(more: "\"info\":{\"name\":\"\\ud800\"}"), RawToken.Payload(more: "\"info\":{\"\\udfff\":1}"),
        RawToken.Payload(more: "\"jti\":5"), RawToken.Payload(more: $"\"jti\":\"{new string('j', 129)}\""), "{}", "[]", "null", "\"text\"", "", "{", new string('[', 2_000),
    ];

    private static readonly string[] HeaderTricks =
    [
        "", ",\"kid\":\"ours\"", ",\"kid\":\"../../../../dev/null\"", ",\"kid\":\"' OR 1=1 --\"", ",\"kid\":\"\\u0000\"", $",\"kid\":\"{new string('k', 4_096)}\"", ",\"kid\":7",
        ",\"jku\":\"http://127.0.0.1:1/keys\"", ",\"x5u\":\"http://127.0.0.1:1/cert\"", ",\"x5c\":[\"AAAA\"]", ",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}", ",\"crit\":[\"exp\"]", ",\"b64\":false,\"crit\":[\"b64\"]",
    ];

    private readonly FakeTimeProvider _clock = new(RawToken.Now);
    private readonly HMACSHA256 _foreignSecret = new(RandomNumberGenerator.GetBytes(32));
    private readonly RSA _foreignRsa = RSA.Create(2_048);
    private readonly ECDsa _foreignEc = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static TheoryData<string> OurAlgorithms => ["HS256", "RS256", "ES256"];

    [Theory]
    [MemberData(nameof(OurAlgorithms))]
    public async Task No_forged_token_is_accepted(string ours)
    {
        using var keys = TestKeys.Make(ours);
        var reader = Reader(keys);
        var random = new Random(7);
        for (var i = 0; i < Forged; i++)
        {
            var (token, story) = Forge(keys, random);
            Assert.True(await reader.ReadAsync(token) is not TokenOutcome.Accepted, $"accepted: {story}");
        }
    }

    [Theory]
    [MemberData(nameof(OurAlgorithms))]
    public async Task Every_valid_token_is_accepted_and_says_what_it_says(string ours)
    {
        using var keys = TestKeys.Make(ours);
        var reader = Reader(keys);
        for (var i = 0; i < Valid; i++)
        {
            var expires = RawToken.Now.AddSeconds(-29 + (i * 60));
            var payload = RawToken.Payload(
                sub: $"\"user-{i}\"", exp: $"{expires.ToUnixTimeSeconds()}", aud: i % 2 == 0 ? $"[\"other\",\"{RawToken.Audience}\"]" : "",
                more: $"\"jti\":\"{i}\",\"topics\":[\"prices:*\",{{\"topic\":\"chat:{i}\",\"rights\":[\"publish\"]}}],\"iat\":{RawToken.Now.ToUnixTimeSeconds()},\"info\":{{\"name\":\"{i}\"}}");
            var header = RawToken.Header(keys.Algorithm, i % 3 == 0 ? ",\"kid\":\"ours\"" : "");

            var accepted = Assert.IsType<TokenOutcome.Accepted>(await reader.ReadAsync(RawToken.Sign(header, payload, keys.Sign)));
            Assert.Equal(($"user-{i}", expires, $"{i}", $"{{\"name\":\"{i}\"}}"), (accepted.Identity.Subject, accepted.Identity.Expires, accepted.Identity.Id, accepted.Identity.Info));
            Assert.Equal(["prices:*", $"chat:{i}"], accepted.Identity.Grants.Select(grant => grant.Pattern.ToString()));
        }
    }

    public void Dispose()
    {
        _foreignSecret.Dispose();
        _foreignRsa.Dispose();
        _foreignEc.Dispose();
    }

    private (string Token, string Story) Forge(TestKeys keys, Random random)
    {
        // One in three has a good signature, and says something that it must not.
        if (random.Next(3) == 0)
        {
            var claims = Claims[random.Next(Claims.Length)];
            return (RawToken.Sign(RawToken.Header(keys.Algorithm), claims, keys.Sign), $"well signed: {claims}");
        }

        var (algorithm, trick) = (Algorithms[random.Next(Algorithms.Length)], HeaderTricks[random.Next(HeaderTricks.Length)]);
        var payload = random.Next(4) == 0 ? Claims[random.Next(Claims.Length)] : RawToken.Payload();
        var header = RawToken.Header(algorithm, trick);
        var (name, sign) = Signatures(keys, random)[random.Next(10)];
        return (Disturb(RawToken.Sign(header, payload, sign), random), $"{header} {payload} {name}");
    }

    private (string Name, Func<byte[], byte[]> Sign)[] Signatures(TestKeys keys, Random random) =>
    [
        ("none", _ => []),
        ("zeros", _ => new byte[64]),
        ("random", _ => RandomNumberGenerator.GetBytes(random.Next(1, 300))),
        ("foreign secret", _foreignSecret.ComputeHash),
        ("foreign RSA", data => _foreignRsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        ("foreign EC", data => _foreignEc.SignData(data, HashAlgorithmName.SHA256)),
        ("public key as secret", data => HMACSHA256.HashData(keys.PublicForms.ElementAt(random.Next(keys.PublicForms.Count())), data)),
        ("public key as secret, 512", data => HMACSHA512.HashData(keys.PublicForms.First(), data)),
        ("ours, of something else", data => keys.Sign([.. data, 1])),
        ("ours, cut", data => keys.Sign(data)[..^1]),
    ];

    /// <summary>Some have parts too many, too few, or that are no Base64.</summary>
    private static string Disturb(string token, Random random) => random.Next(8) switch
    {
        0 => token + "." + token,
        1 => token[..token.LastIndexOf('.')],
        2 => $"{token}.{RawToken.Encode(Encoding.ASCII.GetBytes("x"))}.x",
        3 => token.Replace('.', ','),
        4 => token + "=",
        _ => token,
    };

    private TokenReader Reader(TestKeys keys) =>
        new(new TokenOptions { Issuer = RawToken.Issuer, Audience = RawToken.Audience }, _clock, keys);
}
