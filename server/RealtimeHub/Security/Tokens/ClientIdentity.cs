using RealtimeHub.Contracts;
using RealtimeHub.Security.Authorization;

namespace RealtimeHub.Security.Tokens;

/// <summary>What a token says of its bearer.</summary>
/// <param name="Subject">The user.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="Grants">What it allows besides what its namespace allows every user.</param>
internal sealed record ClientIdentity(string Subject, DateTimeOffset Expires, IReadOnlyList<TopicGrant> Grants)
{
    /// <summary>When it was made; null when it does not say.</summary>
    public DateTimeOffset? Issued { get; init; }

    /// <summary>Its number, by which it can be revoked.</summary>
    public string? Id { get; init; }

    /// <summary>The topics that its connections follow without asking.</summary>
    public IReadOnlyList<TopicName> Subscriptions { get; init; } = [];

    /// <summary>What others see of the user, as JSON; null when nothing.</summary>
    public string? Info { get; init; }

    /// <summary>Whether one of its patterns gives a right.</summary>
    public bool Allows(TopicName topic, TopicRights right) => Grants.Any(grant => (grant.Rights & right) == right && grant.Pattern.Fits(topic));
}

/// <summary>Rights to all topics that a pattern fits.</summary>
internal readonly record struct TopicGrant(TopicPattern Pattern, TopicRights Rights);
