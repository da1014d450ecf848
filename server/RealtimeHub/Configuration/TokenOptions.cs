using System.ComponentModel.DataAnnotations;
using System.Text;

namespace RealtimeHub.Configuration;

/// <summary>How clients say who they are: with signed tokens (JWT), which the application behind the clients makes.</summary>
/// <remarks>
/// Without a key there are no tokens. A token has to carry <c>sub</c>, <c>exp</c>, <c>iss</c> and <c>aud</c>; it may carry <c>topics</c>, <c>info</c>, <c>jti</c>, <c>iat</c> and <c>nbf</c>. With
/// <c>SymmetricKey</c> it is signed with HS256, with <c>JwksAddress</c> with RS256, PS256 or ES256, and with nothing else.
/// </remarks>
public sealed class TokenOptions : IValidatableObject
{
    /// <summary>The shortest key, in bytes.</summary>
    public const int MinKeyBytes = 32;

    /// <summary>The key that signs tokens: 32 random bytes or more, in Base64 or as they are. Whoever has it can be any user.</summary>
    public string? SymmetricKey { get; set; }

    /// <summary>Where the public keys are (a JSON Web Key Set). HTTPS, except on the same machine.</summary>
    public string? JwksAddress { get; set; }

    /// <summary>Who makes the tokens: their <c>iss</c>.</summary>
    public string? Issuer { get; set; }

    /// <summary>Whom they are for: their <c>aud</c>.</summary>
    public string? Audience { get; set; }

    /// <summary>How far clocks may differ.</summary>
    /// <value>Default 30 seconds. From 0 seconds to 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How far away the end of a token may be. One that lives longer is refused.</summary>
    /// <value>Default 1 day. From 1 minute to 30 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>After which time the key set is fetched again. A token with a key that is not in it lets it be fetched earlier, but not within 5 minutes.</summary>
    /// <value>Default 1 hour. From 5 minutes to 1 day.</value>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan JwksRefresh { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many revocations are remembered. Each is for <c>MaxLifetime</c>, after which any token that it meant has ended.</summary>
    /// <value>Default 100,000. From 1 to 10,000,000. One more gets 503.</value>
    [Range(1, 10_000_000)]
    public int MaxRevocations { get; set; } = 100_000;

    /// <summary>Whether there are tokens.</summary>
    internal bool IsOn => SymmetricKey is not null || JwksAddress is not null;

    /// <summary>The bytes of the key: what Base64 says when that is long enough, otherwise the text itself.</summary>
    internal static byte[] KeyBytes(string key)
    {
        var decoded = new byte[key.Length];
        return Convert.TryFromBase64String(key, decoded, out var length) && length >= MinKeyBytes ? decoded[..length] : Encoding.UTF8.GetBytes(key);
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsOn) yield break;

        // The key itself is not repeated, here and below: the message may end in a log.
        if (SymmetricKey is not null && JwksAddress is not null)
        {
            yield return new ValidationResult("set SymmetricKey or JwksAddress, not both: with both, a public key could be used as a secret one", ["Key"]);
        }

        if (SymmetricKey is { } key && KeyBytes(key).Length < MinKeyBytes) yield return new ValidationResult($"the key has fewer than {MinKeyBytes} bytes; make one with: openssl rand -base64 32", ["Key"]);
        if (SymmetricKey is { } sample && IsSample(sample)) yield return new ValidationResult("the key is a sample; make one with: openssl rand -base64 32", ["Key"]);
        if (JwksAddress is { } address && !SafeAddress.Is(address)) yield return new ValidationResult(SafeAddress.Wanted, [nameof(JwksAddress)]);
        if (string.IsNullOrEmpty(Issuer)) yield return new ValidationResult("say who makes the tokens", [nameof(Issuer)]);
        if (string.IsNullOrEmpty(Audience)) yield return new ValidationResult("say whom the tokens are for", [nameof(Audience)]);
    }

    private static bool IsSample(string key) => SampleSecrets.Looks(key);
}
