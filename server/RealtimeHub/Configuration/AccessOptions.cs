using System.ComponentModel.DataAnnotations;
using System.Net;
using RealtimeHub.Contracts;

namespace RealtimeHub.Configuration;

/// <summary>Who may connect and publish.</summary>
/// <remarks>
/// In the Development environment callers on the same machine need nothing. Everybody else, and everybody in other
/// environments, needs a key or a token, in the header <c>X-API-Key</c> or as <c>Authorization: Bearer</c>.
/// </remarks>
public sealed class AccessOptions : IValidatableObject
{
    /// <summary>The shortest key that is accepted, in characters.</summary>
    public const int MinKeyLength = 16;

    /// <summary>Keys that may do everything. At least 16 characters each; keep them out of files that are shared. Better are <c>Keys</c>.</summary>
    public List<string> ApiKeys { get; set; } = [];

    /// <summary>Keys by name, as hashes, each with what it may do.</summary>
    public Dictionary<string, ApiKeyOptions> Keys { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Whether clients may connect and subscribe without a key. Publishing always needs one outside Development.</summary>
    /// <value>Default false.</value>
    public bool AnonymousSubscribers { get; set; }

    /// <summary>
    /// The namespace of the users' own topics. With <c>user</c>, each connection of the user <c>alice</c> follows <c>user:alice</c> from its beginning, without asking, and only
    /// that user may.
    /// </summary>
    /// <value>Default none: users have no topics of their own.</value>
    public string? PersonalNamespace { get; set; }

    /// <summary>Origins of web pages that may use the server besides its own, such as <c>https://app.example.com</c>.</summary>
    /// <value>Default none: only pages that the server itself serves. There is no wildcard.</value>
    public List<string> AllowedOrigins { get; set; } = [];

    /// <summary>
    /// Proxies in front of the server, as addresses or networks (<c>10.0.0.0/8</c>), whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed. From
    /// anybody else these headers say nothing: everybody can send them.
    /// </summary>
    /// <value>Default none.</value>
    public List<string> TrustedProxies { get; set; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < ApiKeys.Count; i++)
        {
            // The key itself is not repeated: the message may end in a log.
            if (ApiKeys[i].Length < MinKeyLength) yield return new ValidationResult($"key {i} is shorter than {MinKeyLength} characters", [nameof(ApiKeys)]);
        }

        foreach (var origin in AllowedOrigins.Where(origin => !IsOrigin(origin)))
        {
            yield return new ValidationResult($"'{origin}' is not an origin: use scheme://host or scheme://host:port, without a path", [nameof(AllowedOrigins)]);
        }

        if (PersonalNamespace is { } personal && (personal.Contains(':') || personal.StartsWith('$') || !TopicName.TryParse(personal, out _)))
        {
            yield return new ValidationResult($"'{personal}' is not a name for a namespace: use A-Z a-z 0-9 _ . / -", [nameof(PersonalNamespace)]);
        }

        foreach (var proxy in TrustedProxies.Where(proxy => !IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _)))
        {
            yield return new ValidationResult($"'{proxy}' is neither an address nor a network such as 10.0.0.0/8", [nameof(TrustedProxies)]);
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && !text.Contains('*')
        && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);
}
