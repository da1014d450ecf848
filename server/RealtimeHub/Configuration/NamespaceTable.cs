using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using RealtimeHub.Contracts;

namespace RealtimeHub.Configuration;

/// <summary>Finds the settings of a topic. Fixed for the life of the server.</summary>
internal sealed class NamespaceTable
{
    /// <summary>The namespace of the server's own topics; it cannot be configured.</summary>
    public const string ServerNamespace = "$server";

    private readonly NamespaceOptions _default;
    private readonly FrozenDictionary<string, NamespaceOptions> _byName;

    public NamespaceTable(IOptions<RealtimeHubOptions> options)
    {
        _default = options.Value.DefaultNamespace;
        var server = new NamespaceOptions { MaxEvents = 600 };
        _byName = options.Value.Namespaces
            .Append(new KeyValuePair<string, NamespaceOptions>(ServerNamespace, server))
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The settings of <paramref name="topic"/>, or null when its namespace is unknown.</summary>
    public NamespaceOptions? Find(TopicName topic)
    {
        var name = topic.Namespace;
        return name.Length > 0 ? _byName.GetValueOrDefault(name) : topic.IsServerTopic ? null : _default;
    }
}
