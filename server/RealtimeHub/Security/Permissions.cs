using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Security.Tokens;

namespace RealtimeHub.Security;

/// <summary>Decides who may do what with a topic, and says which rule it was. Whatever no rule allows is refused.</summary>
internal sealed class Permissions
{
    private static readonly PermissionOptions Default = new();

    private readonly NamespaceTable _namespaces;
    private readonly Who _readers;

    public Permissions(NamespaceTable namespaces, IOptions<RealtimeHubOptions> options)
    {
        _namespaces = namespaces;
        _readers = options.Value.Access.AnonymousSubscribers ? Who.Token | Who.Anonymous : Who.Token;
    }

    /// <summary>Decides about one right.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="topic">The topic, whether it exists or not.</param>
    /// <param name="right">A single right.</param>
    public Decision Decide(ClientPrincipal client, TopicName topic, TopicRights right)
    {
        if (topic.IsServerTopic && right == TopicRights.Publish) return new Decision(false, "topics that begin with $ are the server's own");
        if (client.Key is { } key) return key.Allows(topic, right) ? new Decision(true, $"a scope of the key {key.Name}") : new Decision(false, $"no scope of the key {key.Name} allows it");
        var settings = topic.IsServerTopic ? null : _namespaces.Find(topic);
        if (client.Role == ClientRole.Developer && (right != TopicRights.Publish || settings is null)) return new Decision(true, "Development, on the same machine");
        var who = topic.IsServerTopic ? _readers : RuleFor(settings, right);
        if (who.HasFlag(Who.Anonymous)) return new Decision(true, "everybody who may connect");
        if (who.HasFlag(Who.User) && client.Role == ClientRole.User) return new Decision(true, "every user");
        if (who.HasFlag(Who.Owner) && IsOwner(client, topic)) return new Decision(true, "the topic's owner");
        return who.HasFlag(Who.Token) && client.Token?.Allows(topic, right) == true
            ? new Decision(true, "a pattern of the token")
            : new Decision(false, $"no rule: {right} is for {(who == Who.Nobody ? "nobody" : who)}");
    }

    /// <summary>Decides for whoever sends a request.</summary>
    /// <returns>Why it is refused; null when it is not.</returns>
    public string? Forbids(HttpContext http, TopicName topic, TopicRights right)
    {
        var decision = Decide(http.Features.Get<Caller>()?.Principal ?? ClientPrincipal.Of(http.User), topic, right);
        return decision.IsAllowed ? null : $"{decision.Rule}; see Permissions of the namespace of {topic}";
    }

    private Who RuleFor(NamespaceOptions? settings, TopicRights right)
    {
        var rules = settings?.Permissions ?? Default;
        var readers = rules.Subscribe ?? _readers;
        return right switch
        {
            TopicRights.Subscribe => readers,
            TopicRights.History => rules.History ?? readers,
            TopicRights.Presence => rules.Presence ?? readers,
            TopicRights.Publish => rules.Publish ?? (settings is { AllowClientPublish: true } ? Who.Token | Who.Anonymous : Who.Token),
            _ => Who.Nobody,
        };
    }

    private static bool IsOwner(ClientPrincipal client, TopicName topic)
    {
        var colon = topic.Value.IndexOf(':', StringComparison.Ordinal);

        // A user with a slash in its name could be taken for a part of another one's topics.
        if (colon < 0 || client.User is not { Length: > 0 } user || user.Contains('/')) return false;
        var rest = topic.Value.AsSpan(colon + 1);
        return rest.StartsWith(user, StringComparison.Ordinal) && (rest.Length == user.Length || rest[user.Length] == '/');
    }
}

/// <summary>What was decided, and by which rule.</summary>
internal readonly record struct Decision(bool IsAllowed, string Rule);
