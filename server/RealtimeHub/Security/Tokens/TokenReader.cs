using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;

namespace RealtimeHub.Security.Tokens;

/// <summary>
/// Checks tokens. What a token says of itself decides nothing: the algorithms belong to the kind of key, keys come from the configuration alone, and a header
/// that wants to be understood is refused (RFC 8725).
/// </summary>
internal sealed class TokenReader
{
    private const int MaxLength = 8_192;

    private readonly TokenOptions _options;
    private readonly TimeProvider _clock;
    private readonly IKeySource? _keys;
    private readonly Revocations? _revocations;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };

    public TokenReader(IOptions<RealtimeHubOptions> options, Revocations revocations, TimeProvider clock, ILogger<JwksKeySource> logger)
        : this(options.Value.Tokens, clock, SourceOf(options.Value.Tokens, clock, logger), revocations)
    {
    }

    internal TokenReader(TokenOptions options, TimeProvider clock, IKeySource? keys, Revocations? revocations = null) =>
        (_options, _clock, _keys, _revocations) = (options, clock, keys, revocations);

    /// <summary>Whether there are tokens at all.</summary>
    public bool IsOn => _keys is not null;

    /// <summary>Whether a text could be a token; an API key has no dots.</summary>
    public static bool LooksLikeToken(string text) => text.Contains('.');

    public async ValueTask<TokenOutcome> ReadAsync(string text)
    {
        if (_keys is null) return Invalid("tokens are not accepted here");
        if (text.Length > MaxLength) return Invalid("the token is longer than 8 KiB");

        // Three parts: five would be an encrypted one, of which nothing is to be decrypted, and nothing inflated.
        if (text.AsSpan().Count('.') != 2 || !_handler.CanReadToken(text)) return Invalid("it is no signed token");
        JsonWebToken token;
        try
        {
            token = new JsonWebToken(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException)
        {
            return Invalid("the token cannot be read");
        }

        if (ProblemOfHeader(token) is { } problem) return Invalid(problem);
        var keyId = string.IsNullOrEmpty(token.Kid) ? null : token.Kid;
        var keys = await _keys.FindAsync(keyId);
        if (!_keys.HasKeys) return new TokenOutcome.Unknown();
        var result = await _handler.ValidateTokenAsync(token, Rules(keys));
        return result.IsValid ? ReadClaims(token) : Invalid(Describe(result.Exception));
    }

    /// <summary>
    /// Looks again at a token that was good: a connection takes a while to begin, and what was revoked meanwhile was not seen to belong to it.
    /// </summary>
    /// <returns>With which code its connection is to end; null when it may go on.</returns>
    public CloseCode? IsOver(ClientIdentity identity) =>
        _revocations?.IsRevoked(identity) == true ? CloseCode.InvalidToken
        : identity.Expires + _options.ClockSkew <= _clock.GetUtcNow() ? CloseCode.TokenExpired
        : null;

    private static IKeySource? SourceOf(TokenOptions options, TimeProvider clock, ILogger logger) =>
        options.SymmetricKey is { } key ? new SymmetricKeySource(TokenOptions.KeyBytes(key))
        : options.JwksAddress is { } address ? new JwksKeySource(new Uri(address), options.JwksRefresh, clock, logger)
        : null;

    private string? ProblemOfHeader(JsonWebToken token)
    {
        if (!_keys!.Algorithms.Contains(token.Alg, StringComparer.Ordinal)) return "the token is not signed as it has to be here";
        if (token.TryGetHeaderValue<object>("crit", out _)) return "the token has critical headers";
        return token.Typ is null or "" || token.Typ.Equals("JWT", StringComparison.OrdinalIgnoreCase) || token.Typ.Equals("at+jwt", StringComparison.OrdinalIgnoreCase)
            ? null
            : "it is a token of another type";
    }

    private TokenValidationParameters Rules(IReadOnlyList<SecurityKey> keys) => new()
    {
        ValidAlgorithms = _keys!.Algorithms,
        IssuerSigningKeys = keys,
        TryAllIssuerSigningKeys = true,
        RequireSignedTokens = true,
        ValidIssuer = _options.Issuer,
        ValidAudience = _options.Audience,

        // By our own clock, below.
        ValidateLifetime = false,
    };

    private TokenOutcome ReadClaims(JsonWebToken token)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        if (TokenClaims.Read(payload.RootElement, out var identity) is { } problem) return Invalid(problem);
        if (!TokenClaims.TrySeconds(payload.RootElement, "nbf", out var notBefore)) return Invalid("nbf is no time");
        var now = _clock.GetUtcNow();
        if (notBefore > now + _options.ClockSkew) return Invalid("the token is not valid yet");
        if (identity.Issued > now + _options.ClockSkew) return Invalid("the token was made in the future");
        if (identity.Expires - now > _options.MaxLifetime + _options.ClockSkew) return Invalid("the token lives longer than Tokens:MaxLifetime");
        if (_revocations?.IsRevoked(identity) == true) return Invalid("the token was revoked");
        return identity.Expires + _options.ClockSkew <= now
            ? new TokenOutcome.Expired(identity)
            : new TokenOutcome.Accepted(identity);
    }

    private static string Describe(Exception? exception) => exception switch
    {
        SecurityTokenInvalidIssuerException => "the token is from somebody else (iss)",
        SecurityTokenInvalidAudienceException => "the token is for somebody else (aud)",
        SecurityTokenSignatureKeyNotFoundException => "the token is signed with an unknown key",
        _ => "the signature does not fit",
    };

    private static TokenOutcome.Refused Invalid(string reason) => new(reason);
}
