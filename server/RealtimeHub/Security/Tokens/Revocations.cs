using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;

namespace RealtimeHub.Security.Tokens;

/// <summary>
/// Tokens that count no more, by their number or by their user. Remembered for as long as any of them could still be valid.
/// </summary>
internal sealed class Revocations
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Cut> _users = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private readonly int _max;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _clock;

    public Revocations(IOptions<RealtimeHubOptions> options, TimeProvider clock)
    {
        var tokens = options.Value.Tokens;
        (_max, _lifetime, _clock) = (tokens.MaxRevocations, LifetimeOf(tokens), clock);
    }

    /// <summary>After which time no token that was revoked could be valid any more.</summary>
    public static TimeSpan LifetimeOf(TokenOptions tokens) => tokens.MaxLifetime + (2 * tokens.ClockSkew);

    /// <param name="id">The number of the token.</param>
    /// <param name="revoked">When it was revoked.</param>
    /// <returns>False when no more can be remembered.</returns>
    public bool TryRevokeId(string id, DateTimeOffset revoked)
    {
        var until = revoked + _lifetime;
        if (until <= _clock.GetUtcNow()) return true;
        lock (_adding)
        {
            if (!_ids.ContainsKey(id) && !HasRoom()) return false;
            _ids.AddOrUpdate(id, until, (_, known) => Later(known, until));
            return true;
        }
    }

    /// <param name="user">The user.</param>
    /// <param name="issuedBefore">What was made before, or does not say when, counts no more.</param>
    /// <param name="revoked">When they were revoked.</param>
    /// <returns>False when no more can be remembered.</returns>
    public bool TryRevokeUser(string user, DateTimeOffset issuedBefore, DateTimeOffset revoked)
    {
        var until = revoked + _lifetime;
        if (until <= _clock.GetUtcNow()) return true;
        lock (_adding)
        {
            if (!_users.ContainsKey(user) && !HasRoom()) return false;
            _users.AddOrUpdate(user, _ => new Cut(issuedBefore, until), (_, cut) => new Cut(Later(issuedBefore, cut.IssuedBefore), Later(until, cut.Until)));
            return true;
        }
    }

    public bool IsRevoked(ClientIdentity identity) =>
        (identity.Id is { } id && _ids.ContainsKey(id))
        || (_users.TryGetValue(identity.Subject, out var cut) && !(identity.Issued >= cut.IssuedBefore));

    /// <summary>Forgets those whose time is over when there is no room left.</summary>
    private bool HasRoom()
    {
        if (_ids.Count + _users.Count < _max) return true;
        var now = _clock.GetUtcNow();
        foreach (var entry in _ids.Where(entry => entry.Value <= now)) _ids.TryRemove(entry);
        foreach (var entry in _users.Where(entry => entry.Value.Until <= now)) _users.TryRemove(entry);
        return _ids.Count + _users.Count < _max;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private sealed record Cut(DateTimeOffset IssuedBefore, DateTimeOffset Until);
}
