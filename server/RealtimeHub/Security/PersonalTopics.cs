using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;

namespace RealtimeHub.Security;

/// <summary>The topic that each user has for itself, where the configuration names a namespace for them: <c>user:alice</c>.</summary>
internal sealed class PersonalTopics(IOptions<RealtimeHubOptions> options)
{
    private readonly string? _namespace = options.Value.Access.PersonalNamespace;

    /// <summary>The topic of a client; null when it is no user, or its name makes no name of a topic.</summary>
    public TopicName? Of(ClientPrincipal client) => _namespace is not null && client.Owner is { } user && TopicName.TryParse($"{_namespace}:{user}", out var topic) ? topic : null;

    public bool IsOf(ClientPrincipal client, TopicName topic) =>
        _namespace is not null && client.Owner is { } user
        && topic.Value.Length == _namespace.Length + 1 + user.Length
        && topic.Value.StartsWith(_namespace, StringComparison.Ordinal) && topic.Value[_namespace.Length] == ':' && topic.Value.EndsWith(user, StringComparison.Ordinal);
}
