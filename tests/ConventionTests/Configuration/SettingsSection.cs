using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ConventionTests.Configuration;

/// <summary>One options class, and where in the configuration it is bound.</summary>
/// <param name="Path">The section, as it is written in the configuration.</param>
/// <param name="Type">The options class.</param>
internal sealed record SettingsSection(string Path, Type Type)
{
    private static readonly Assembly Library = typeof(RealtimeHub.Configuration.RealtimeHubOptions).Assembly;
    private static readonly Assembly Server = Assembly.Load("RealtimeHub.Server");

    /// <summary>All sections, in the order of the document.</summary>
    public static IReadOnlyList<SettingsSection> All { get; } =
    [
        new("RealtimeHub:DefaultNamespace", Find(Library, "NamespaceOptions")),
        new("RealtimeHub:Namespaces:<name>", Find(Library, "NamespaceOptions")),
        new("RealtimeHub:DefaultNamespace:Behind", Find(Library, "BehindOptions")),
        new("RealtimeHub:Namespaces:<name>:Behind", Find(Library, "BehindOptions")),
        new("RealtimeHub:DefaultNamespace:Permissions", Find(Library, "PermissionOptions")),
        new("RealtimeHub:Namespaces:<name>:Permissions", Find(Library, "PermissionOptions")),
        new("RealtimeHub:DefaultNamespace:Presence", Find(Library, "PresenceOptions")),
        new("RealtimeHub:Namespaces:<name>:Presence", Find(Library, "PresenceOptions")),
        new("RealtimeHub:DefaultNamespace:Limits", Find(Library, "NamespaceLimitOptions")),
        new("RealtimeHub:Namespaces:<name>:Limits", Find(Library, "NamespaceLimitOptions")),
        new("RealtimeHub:Topics", Find(Library, "TopicOptions")),
        new("RealtimeHub:Ingest", Find(Library, "IngestOptions")),
        new("RealtimeHub:FanOut", Find(Library, "FanOutOptions")),
        new("RealtimeHub:Connections", Find(Library, "ConnectionOptions")),
        new("RealtimeHub:Drain", Find(Library, "DrainOptions")),
        new("RealtimeHub:Limits", Find(Library, "LimitOptions")),
        new("RealtimeHub:Limits:Connection", Find(Library, "CallLimitOptions")),
        new("RealtimeHub:Limits:User", Find(Library, "UserLimitOptions")),
        new("RealtimeHub:Limits:Address", Find(Library, "AddressLimitOptions")),
        new("RealtimeHub:Limits:ApiKey", Find(Library, "KeyLimitOptions")),
        new("RealtimeHub:Transport", Find(Library, "TransportOptions")),
        new("RealtimeHub:Access", Find(Library, "AccessOptions")),
        new("RealtimeHub:Access:Keys:<name>", Find(Library, "ApiKeyOptions")),
        new("RealtimeHub:Tokens", Find(Library, "TokenOptions")),
        new("RealtimeHub:Webhook", Find(Library, "WebhookOptions")),
        new("RealtimeHub:Redis", Find(Library, "RedisOptions")),
        new("RealtimeHub:Tasks", Find(Library, "TaskOptions")),
        new("RealtimeHub:Tasks:Kinds:<kind>", Find(Library, "TaskKindOptions")),
        new("RealtimeHub:Tasks:Webhook", Find(Server, "WebhookTaskOptions")),
        new("RealtimeHub:Tasks:Email", Find(Server, "EmailTaskOptions")),
        new("RealtimeHub:ServerStats", Find(Library, "ServerStatsOptions")),
        new("RealtimeHub:Sources", Find(Library, "SourceOptions")),
        new("RealtimeHub:Sources:HostMetrics", Find(Server, "HostMetricsOptions")),
        new("RealtimeHub:Sources:Replay:<name>", Find(Server, "ReplayOptions")),
        new("RealtimeHub:Sources:RedisStreams:<name>", Find(Server, "RedisStreamOptions")),
    ];

    /// <summary>The settings of the section: what can be set and is no section of its own.</summary>
    public IEnumerable<PropertyInfo> Settings =>
        Type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && IsValue(p.PropertyType));

    /// <summary>The options classes of the product: what can be set after it was made, as the configuration does.</summary>
    public static IEnumerable<Type> OptionsClasses() =>
        new[] { Library, Server }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal) && type.GetProperties().Any(IsSettable));

    private static bool IsSettable(PropertyInfo property) => property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == false;

    private static bool IsValue(Type type) =>
        type.IsValueType || type == typeof(string) || (typeof(IEnumerable).IsAssignableFrom(type) && (type.GetGenericArguments()[^1] == typeof(string) || type.GetGenericArguments()[^1] == typeof(int)));

    private static Type Find(Assembly assembly, string name) => assembly.GetTypes().Single(type => type.Name == name);
}
