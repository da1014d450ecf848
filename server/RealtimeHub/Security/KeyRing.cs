using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;

namespace RealtimeHub.Security;

/// <summary>The API keys of the configuration, as hashes.</summary>
internal sealed class KeyRing
{
    private readonly List<(byte[] Hash, KnownKey Key)> _hashes = [];

    public KeyRing(IOptions<RealtimeHubOptions> options)
    {
        var access = options.Value.Access;
        for (var i = 0; i < access.ApiKeys.Count; i++) _hashes.Add((HashOf(access.ApiKeys[i]), new KnownKey($"ApiKeys:{i}", options: null)));
        foreach (var (name, settings) in access.Keys)
        {
            var key = new KnownKey(name, settings);
            foreach (var hash in settings.Hashes) _hashes.Add((Convert.FromHexString(hash), key));
        }
    }

    /// <summary>Every hash is compared, in constant time, so that the time tells nothing about them.</summary>
    public KnownKey? Find(string shown)
    {
        var hash = HashOf(shown);
        KnownKey? found = null;
        foreach (var (known, key) in _hashes)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash)) found = key;
        }

        return found;
    }

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
