using System.ComponentModel.DataAnnotations;

namespace RealtimeHub.Configuration;

/// <summary>Asks an application in any language over HTTP who may do what: for the namespaces whose <c>Permissions</c> name <c>Authorizer</c>.</summary>
/// <remarks>
/// The request is a <c>POST</c> with <c>{ "user": "alice", "topic": "orders:7", "right": "subscribe" }</c>; user is null for a client that has not said who it is. The answer is 200 with
/// <c>{ "allow": true }</c> or <c>{ "allow": false, "reason": "..." }</c>. Anything else, and no answer in time, refuses for the moment: clients try again by themselves.
/// </remarks>
public sealed class WebhookOptions : IValidatableObject
{
    /// <summary>Where the application is asked. HTTPS, except on the same machine. Redirects are not followed.</summary>
    public string? Address { get; set; }

    /// <summary>What the application knows this server by: it is sent as <c>Authorization: Bearer</c>.</summary>
    public string? Secret { get; set; }

    /// <summary>How long an answer may take, with the time that the question waits for its turn.</summary>
    /// <value>Default 2 seconds. From 50 milliseconds to 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer counts. What is taken back meanwhile goes on for that long at most, but subscriptions that are there stay.</summary>
    /// <value>Default 30 seconds. From 0 seconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many answers are kept; beyond that the least used are forgotten.</summary>
    /// <value>Default 100,000. From 0 to 10,000,000.</value>
    [Range(0, 10_000_000)]
    public int MaxCached { get; set; } = 100_000;

    /// <summary>How many questions the application is asked at once.</summary>
    /// <value>Default 64. From 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int MaxConcurrent { get; set; } = 64;

    /// <summary>How many questions wait for their turn. One more is refused for the moment.</summary>
    /// <value>Default 10,000. From 0 to 1,000,000.</value>
    [Range(0, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is null) yield break;
        if (!SafeAddress.Is(Address)) yield return new ValidationResult(SafeAddress.Wanted, [nameof(Address)]);
        if (Secret is { } secret && SampleSecrets.Looks(secret)) yield return new ValidationResult("it is a sample; make one with: openssl rand -base64 32", [nameof(Secret)]);
    }
}
