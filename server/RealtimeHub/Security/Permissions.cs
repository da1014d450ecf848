using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Security.Authorization;

namespace RealtimeHub.Security;

/// <summary>Decides who may do what with a topic, and says which rule it was. Whatever no rule allows is refused.</summary>
internal sealed class Permissions
{
    private static readonly PermissionOptions Default = new();

    private readonly NamespaceTable _namespaces;
    private readonly PersonalTopics _personal;
    private readonly Authorizers _authorizers;
    private readonly Who _readers;

    public Permissions(NamespaceTable namespaces, PersonalTopics personal, Authorizers authorizers, IOptions<RealtimeHubOptions> options)
    {
        (_namespaces, _personal, _authorizers) = (namespaces, personal, authorizers);
        _readers = options.Value.Access.AnonymousSubscribers ? Who.Token | Who.Anonymous : Who.Token;
    }

    /// <summary>Decides about one right, and asks the authorizer where the rules want that.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="topic">The topic, whether it exists or not.</param>
    /// <param name="right">A single right.</param>
    /// <param name="cancellationToken">Ends when the answer is of no use any more.</param>
    public ValueTask<Decision> DecideAsync(ClientPrincipal client, TopicName topic, TopicRights right, CancellationToken cancellationToken)
    {
        var decision = Decide(client, topic, right);
        return decision.AsksAuthorizer ? _authorizers.AskAsync(client, topic, right, cancellationToken) : ValueTask.FromResult(decision);
    }

    /// <summary>Decides for whoever sends a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="topic">The topic, whether it exists or not.</param>
    /// <param name="right">A single right.</param>
    /// <param name="mayAsk">Whether the authorizer may be asked; what it would decide is refused for the moment when not.</param>
    public ValueTask<Decision> DecideAsync(HttpContext http, TopicName topic, TopicRights right, bool mayAsk = true) =>
        mayAsk || !Decide(Of(http), topic, right).AsksAuthorizer ? DecideAsync(Of(http), topic, right, http.RequestAborted) : ValueTask.FromResult(Decision.Unknown);

    /// <summary>Whether the rules alone let whoever sends a request do something: no authorizer is asked.</summary>
    public bool Allows(HttpContext http, TopicName topic, TopicRights right) => Decide(Of(http), topic, right).IsAllowed;

    /// <summary>Whether lists may tell whoever sends a request that there is such a topic.</summary>
    public bool MayList(HttpContext http, TopicName topic) => Allows(http, topic, TopicRights.Subscribe) && (!NamespaceTable.IsOfTask(topic) || Of(http).MayOperate);

    /// <summary>Decides about one right by the rules alone.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="topic">The topic, whether it exists or not.</param>
    /// <param name="right">A single right.</param>
    public Decision Decide(ClientPrincipal client, TopicName topic, TopicRights right)
    {
        if (right == TopicRights.Publish && NamespaceTable.IsServers(topic)) return new Decision(false, "topics that begin with $ or task: are the server's own");
        if (client.Key is { } key) return key.Allows(topic, right) ? new Decision(true, $"a scope of the key {key.Name}") : new Decision(false, $"no scope of the key {key.Name} allows it");
        var settings = topic.IsServerTopic ? null : _namespaces.Find(topic);
        if (client.Role == ClientRole.Developer && (right != TopicRights.Publish || settings is null)) return new Decision(true, "Development, on the same machine");
        if (right is TopicRights.Subscribe or TopicRights.History && _personal.IsOf(client, topic)) return new Decision(true, "the user's personal topic");
        var who = topic.IsServerTopic ? _readers : RuleFor(settings, right);
        if (who.HasFlag(Who.Anonymous)) return new Decision(true, "everybody who may connect");
        if (who.HasFlag(Who.User) && client.Role == ClientRole.User) return new Decision(true, "every user");
        if (who.HasFlag(Who.Owner) && IsOwner(client, topic)) return new Decision(true, "the topic's owner");
        if (who.HasFlag(Who.Token) && client.Token?.Allows(topic, right) == true) return new Decision(true, "a pattern of the token");
        return who.HasFlag(Who.Authorizer)
            ? new Decision(false, "the authorizer decides") { AsksAuthorizer = true }
            : new Decision(false, $"no rule: {right} is for {(who == Who.Nobody ? "nobody" : who)}; see Permissions of the namespace of {topic}");
    }

    private static ClientPrincipal Of(HttpContext http) => http.Features.Get<Caller>()?.Principal ?? ClientPrincipal.Of(http.User);

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
        if (colon < 0 || client.Owner is not { } user) return false;
        var rest = topic.Value.AsSpan(colon + 1);
        return rest.StartsWith(user, StringComparison.Ordinal) && (rest.Length == user.Length || rest[user.Length] == '/');
    }
}
