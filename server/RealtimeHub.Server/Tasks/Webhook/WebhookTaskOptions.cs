using System.ComponentModel.DataAnnotations;

namespace RealtimeHub.Server.Tasks.Webhook;

/// <summary>How <c>webhook</c> calls others, under <c>RealtimeHub:Tasks:Webhook</c>.</summary>
internal sealed class WebhookTaskOptions : IValidatableObject
{
    /// <summary>Hosts that may be called, such as <c>hooks.example.com</c>, or <c>*.example.com</c> for those below it.</summary>
    /// <value>Default none: every host whose address is a public one.</value>
    public List<string> AllowedHosts { get; set; } = [];

    /// <summary>Whether addresses of this machine and of private networks may be called.</summary>
    /// <value>Default false: whoever may start a task could otherwise reach what only the server can.</value>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Secrets by name, with which calls are signed: each is <c>whsec_</c> and the base64 of 24 to 64 bytes, or several of them with a space between. A task names the one that it wants. Keep them out of files that are shared.</summary>
    public Dictionary<string, string> Secrets { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How long one call may take, from the name of the host to the answer. The time in which it waits for one of the <see cref="ConnectionsPerHost"/> does not count. The kind's own <c>Timeout</c> has to be longer: it counts both.</summary>
    /// <value>Default 15 seconds. From 100 milliseconds to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many connections to one host there are at most. They are kept for the next calls; calls beyond it wait.</summary>
    /// <value>Default 8. From 1 to 1,000.</value>
    [Range(1, 1_000)]
    public int ConnectionsPerHost { get; set; } = 8;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // Never with the secret itself: problems are printed.
        foreach (var (name, _) in Secrets.Where(secret => WebhookSecret.Read(secret.Value) is null))
        {
            yield return new ValidationResult($"{name} is no secret for webhooks: {WebhookSecret.Wanted}", [nameof(Secrets)]);
        }

        foreach (var host in AllowedHosts.Where(host => Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) == UriHostNameType.Unknown))
        {
            yield return new ValidationResult($"'{host}' is no name of a host", [nameof(AllowedHosts)]);
        }
    }
}
