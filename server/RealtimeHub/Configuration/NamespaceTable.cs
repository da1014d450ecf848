using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using RealtimeHub.Contracts;

namespace RealtimeHub.Configuration;

/// <summary>Finds the settings of a topic. Fixed for the life of the server.</summary>
internal sealed class NamespaceTable
{
    /// <summary>The namespace of the server's own topics; it cannot be configured.</summary>
    public const string ServerNamespace = "$server";

    /// <summary>The namespace of the topics of background tasks; it may be configured.</summary>
    public const string TaskNamespace = "task";

    private readonly NamespaceOptions _default;
    private readonly FrozenDictionary<string, NamespaceOptions> _byName;

    public NamespaceTable(IOptions<RealtimeHubOptions> options)
    {
        _default = options.Value.DefaultNamespace;
        var all = new Dictionary<string, NamespaceOptions>(options.Value.Namespaces, StringComparer.Ordinal) { [ServerNamespace] = new() { MaxEvents = 600 } };
        all.TryAdd(TaskNamespace, OfTasks(options.Value.Tasks));
        _byName = all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>A few reports, of which the last one says everything; for whoever knows the task, whose id cannot be guessed.</summary>
    private static NamespaceOptions OfTasks(TaskOptions tasks) => new()
    {
        MaxEvents = 16,
        MaxAge = tasks.KeepEnded,
        Tail = 1,
        Behind = new BehindOptions { Policy = BehindPolicy.Latest },
        Permissions = new PermissionOptions { Subscribe = Who.Anonymous },
    };

    /// <summary>In the order of their names, what comes next after the topics of all background tasks.</summary>
    public const string BehindTasks = $"{TaskNamespace};";

    /// <summary>Whether it tells of one background task. Whoever knows its name may follow it, so no list has it but those for operators.</summary>
    public static bool IsOfTask(TopicName topic) => topic.Namespace == TaskNamespace;

    /// <summary>Whether the server alone publishes to a topic: what it tells of itself, and of background tasks.</summary>
    public static bool IsServers(TopicName topic) => topic.IsReserved;

    /// <summary>The settings of <paramref name="topic"/>, or null when its namespace is unknown.</summary>
    public NamespaceOptions? Find(TopicName topic)
    {
        var name = topic.Namespace;
        return name.Length > 0 ? _byName.GetValueOrDefault(name) : topic.IsServerTopic ? null : _default;
    }
}
