using System.ComponentModel.DataAnnotations;
using RealtimeHub.Contracts;

namespace RealtimeHub.Configuration;

/// <summary>A key of a service or an operator, with what it may do.</summary>
/// <remarks>
/// The configuration holds the hash of the key and not the key. Make both with <c>npm run token -- --key</c>, or the hash with
/// <c>printf %s "$KEY" | sha256sum</c>. For a change of keys give both hashes, the old and the new one, until nobody uses the old one any more.
/// </remarks>
public sealed class ApiKeyOptions : IValidatableObject
{
    /// <summary>The most hashes of one key: an old and a new one.</summary>
    public const int MaxHashes = 2;

    private const int HashDigits = 64;

    /// <summary>SHA-256 of the key, 64 hexadecimal digits. One, or two while the key is being replaced.</summary>
    public List<string> Hashes { get; set; } = [];

    /// <summary>What it may do: <c>publish:orders:*</c>, <c>read:*</c>, <c>tasks:report</c> (start background tasks of that kind, see and cancel them, and follow any whose id is known), <c>operate</c>. A <c>*</c> stands at the end of a pattern alone.</summary>
    public List<string> Scopes { get; set; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Hashes.Count is 0 or > MaxHashes) yield return new ValidationResult($"give 1 or {MaxHashes} hashes", [nameof(Hashes)]);
        if (Hashes.Any(hash => hash.Length != HashDigits || !hash.All(char.IsAsciiHexDigit))) yield return new ValidationResult("a hash is the SHA-256 of a key: 64 hexadecimal digits", [nameof(Hashes)]);
        if (Scopes.Count == 0) yield return new ValidationResult("say what the key may do, such as publish:orders:* or read:*", [nameof(Scopes)]);
        foreach (var scope in Scopes.Where(scope => !IsScope(scope))) yield return new ValidationResult($"'{scope}' is no scope: use publish:<pattern>, read:<pattern>, tasks:<pattern> or operate", [nameof(Scopes)]);
    }

    private static bool IsScope(string scope) =>
        scope == "operate" || (scope.Split(':', 2) is ["publish" or "read" or "tasks", var pattern] && (pattern == "*" || TopicName.TryParse(pattern.EndsWith('*') ? pattern[..^1] + "x" : pattern, out _)));
}
