using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Limits;

namespace RealtimeHub.Security;

/// <summary>The API keys of the configuration, as hashes. They may be replaced while the server runs.</summary>
internal sealed class KeyRing
{
    private volatile KnownKey[] _keys;

    public KeyRing(IOptions<RealtimeHubOptions> options) => _keys = Read(options.Value.Access, []);

    /// <summary>Every hash is compared, in constant time, so that the time tells nothing about them.</summary>
    public KnownKey? Find(string shown)
    {
        var hash = HashOf(shown);
        KnownKey? found = null;
        foreach (var key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(key.Hash, hash)) found = key;
        }

        return found;
    }

    /// <summary>Takes these keys and no others from now on. What has not changed stays the same object, with its buckets.</summary>
    /// <returns>How many keys are new, and how many are gone.</returns>
    public (int Added, int Removed) Replace(AccessOptions access)
    {
        var before = _keys;
        var now = Read(access, before);
        _keys = now;
        return (now.Except(before).Count(), before.Except(now).Count());
    }

    /// <summary>Why the holder of a key may not go on with it; null when he may.</summary>
    /// <returns>With a key whose rights have changed he comes back and gets what it may do now.</returns>
    public CloseCode? WhyNot(KnownKey key)
    {
        var keys = _keys;
        if (keys.Contains(key)) return null;
        return Array.Exists(keys, known => known.Hash.AsSpan().SequenceEqual(key.Hash)) ? CloseCode.TokenExpired : CloseCode.InvalidToken;
    }

    private static KnownKey[] Read(AccessOptions access, KnownKey[] before)
    {
        var parties = before.DistinctBy(key => key.Name).ToDictionary(key => key.Name, key => key.Party, StringComparer.Ordinal);
        var all = access.ApiKeys.Select((key, i) => (Name: $"ApiKeys:{i}", Options: (ApiKeyOptions?)null, Hash: HashOf(key)))
            .Concat(access.Keys.SelectMany(entry => entry.Value.Hashes.Select(hash => (Name: entry.Key, Options: (ApiKeyOptions?)entry.Value, Hash: Convert.FromHexString(hash)))));
        var keys = new List<KnownKey>();
        foreach (var (name, options, hash) in all)
        {
            // Both hashes of a key share its buckets: a change of keys is no way around its rate.
            if (!parties.TryGetValue(name, out var party)) parties.Add(name, party = new Party());
            keys.Add(Array.Find(before, known => known.Is(name, options, hash)) ?? new KnownKey(name, options) { Hash = hash, Party = party });
        }

        return [.. keys];
    }

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
