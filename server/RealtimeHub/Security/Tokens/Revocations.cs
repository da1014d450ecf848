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
        (_max, _lifetime, _clock) = (tokens.MaxRevocations, tokens.MaxLifetime + (2 * tokens.ClockSkew), clock);
    }

    /// <returns>False when no more can be remembered.</returns>
    public bool TryRevokeId(string id)
    {
        lock (_adding)
        {
            if (!HasRoom()) return false;
            _ids[id] = _clock.GetUtcNow() + _lifetime;
            return true;
        }
    }

    /// <param name="user">The user.</param>
    /// <param name="issuedBefore">What was made before, or does not say when, counts no more.</param>
    /// <returns>False when no more can be remembered.</returns>
    public bool TryRevokeUser(string user, DateTimeOffset issuedBefore)
    {
        lock (_adding)
        {
            if (!HasRoom()) return false;
            var until = _clock.GetUtcNow() + _lifetime;
            _users.AddOrUpdate(user, _ => new Cut(issuedBefore, until), (_, cut) => new Cut(issuedBefore > cut.IssuedBefore ? issuedBefore : cut.IssuedBefore, until));
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

    private sealed record Cut(DateTimeOffset IssuedBefore, DateTimeOffset Until);
}
