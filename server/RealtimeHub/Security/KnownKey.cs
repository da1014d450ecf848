using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Limits;
using RealtimeHub.Security.Authorization;
using RealtimeHub.Security.Tokens;

namespace RealtimeHub.Security;

/// <summary>An API key of the configuration, and what its holder may do.</summary>
internal sealed class KnownKey
{
    private readonly IReadOnlyList<TopicGrant> _grants;
    private readonly IReadOnlyList<string>? _scopes;
    private readonly IReadOnlyList<string> _kinds;

    /// <param name="name">What it is called in logs.</param>
    /// <param name="options">What it may do; null when everything.</param>
    public KnownKey(string name, ApiKeyOptions? options)
    {
        Name = name;
        _scopes = options?.Scopes;
        MayOperate = options is null || options.Scopes.Contains("operate", StringComparer.Ordinal);
        _kinds = options is null ? ["*"] : [.. options.Scopes.Where(IsOfTasks).Select(scope => scope.Split(':', 2)[1])];
        _grants = options is null
            ? [GrantOf("publish:*"), GrantOf("read:*"), GrantOf("read:$*")]
            : [.. options.Scopes.Where(scope => scope != "operate" && !IsOfTasks(scope)).Select(GrantOf), .. _kinds.Count > 0 ? new[] { GrantOf("read:task:*") } : []];
        Principal = ClientPrincipal.Service(this);
    }

    public string Name { get; }

    /// <summary>SHA-256 of the key.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>Whether it may look at connections and end them.</summary>
    public bool MayOperate { get; }

    /// <summary>Its holder, on a connection.</summary>
    public ClientPrincipal Principal { get; }

    /// <summary>The buckets of its holder.</summary>
    public Party Party { get; init; } = new();

    /// <summary>Whether it is this key, and may do just this.</summary>
    public bool Is(string name, ApiKeyOptions? options, byte[] hash) =>
        Name == name && Hash.AsSpan().SequenceEqual(hash) && (options is null ? _scopes is null : _scopes is not null && _scopes.SequenceEqual(options.Scopes));

    /// <summary>Whether it may publish, or read, anything at all.</summary>
    public bool MayDo(TopicRights right) => _grants.Any(grant => grant.Rights.HasFlag(right));

    public bool Allows(TopicName topic, TopicRights right) => _grants.Any(grant => grant.Rights.HasFlag(right) && grant.Pattern.Fits(topic));

    /// <summary>Whether it may start background tasks of a kind. Whoever may start some may follow any whose id he knows: ids cannot be guessed.</summary>
    public bool MayStart(string kind) => _kinds.Any(known => known.EndsWith('*') ? kind.StartsWith(known[..^1], StringComparison.Ordinal) : kind == known);

    private static bool IsOfTasks(string scope) => scope.StartsWith("tasks:", StringComparison.Ordinal);

    private static TopicGrant GrantOf(string scope)
    {
        var parts = scope.Split(':', 2);
        _ = TopicPattern.TryParse(parts[1], out var pattern);
        return new TopicGrant(pattern, parts[0] == "publish" ? TopicRights.Publish : TopicRights.Subscribe | TopicRights.History | TopicRights.Presence);
    }
}
