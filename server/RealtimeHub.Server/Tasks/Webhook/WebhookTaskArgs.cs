using System.Buffers;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using RealtimeHub.Tasks;

namespace RealtimeHub.Server.Tasks.Webhook;

/// <summary>What is delivered, and where to.</summary>
[Description("Delivers an HTTP call, with retries and a signature.")]
[TaskExample("""{ "url": "https://example.com/hook", "body": { "order": 7 } }""")]
internal sealed record WebhookTaskArgs : IValidatableObject
{
    private const int MaxHeaders = 20;

    /// <summary>What a header's name may consist of (RFC 9110, section 5.6.2).</summary>
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Headers that say how the call is made, and from whom it comes.</summary>
    private static readonly HashSet<string> Own = new(["host", "connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "expect", "user-agent"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] OwnBeginnings = ["webhook-", "content-", "proxy-"];

    /// <summary>An <c>https://</c> or <c>http://</c> address.</summary>
    [Required, MaxLength(2_000), Description("An https:// or http:// address; the call is a POST")]
    public string Url { get; init; } = "";

    /// <summary>The body: any JSON value. It is sent as it was written.</summary>
    [Description("The body: any JSON value")]
    public JsonElement Body { get; init; }

    /// <summary>Headers of your own.</summary>
    [Description("Headers of your own")]
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>The name of the secret with which the call is signed: one of <c>Tasks:Webhook:Secrets</c>.</summary>
    [MaxLength(100), Description("The name of the secret with which the call is signed; without one it is not")]
    public string? Secret { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ProblemOf(Url) is { } problem) yield return new ValidationResult(problem, [nameof(Url)]);
        if (Body.ValueKind == JsonValueKind.Undefined) yield return new ValidationResult("body is missing", [nameof(Body)]);
        if (Headers is null)
        {
            yield return new ValidationResult("headers is no object", [nameof(Headers)]);
            yield break;
        }

        if (Headers.Count > MaxHeaders) yield return new ValidationResult($"there may be {MaxHeaders} headers", [nameof(Headers)]);
        foreach (var (name, value) in Headers)
        {
            if (ProblemOf(name, value) is { } wrong) yield return new ValidationResult(wrong, [nameof(Headers)]);
        }
    }

    private static string? ProblemOf(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0) return "url is no http:// or https:// address";

        // Reports and logs may show the address.
        return uri.UserInfo.Length > 0 ? "url has a password in it; use a header" : null;
    }

    private static string? ProblemOf(string name, string? value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters)) return "headers has a name that is none";
        if (value is null || value.AsSpan().ContainsAnyExceptInRange(' ', '~')) return $"the header {name} may have printable ASCII characters";
        return Own.Contains(name) || Array.Exists(OwnBeginnings, start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase)) ? $"the header {name} is the server's own" : null;
    }
}

/// <summary>What the other side answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The beginning of its text, 1,000 bytes at most.</param>
internal sealed record WebhookAnswer(int Status, string Body);
