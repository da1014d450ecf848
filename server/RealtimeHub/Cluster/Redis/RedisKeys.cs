using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RealtimeHub.Contracts;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Redis;

/// <summary>
/// The names of keys and channels. Different things never share a name, whatever a topic is called: the kind comes first, and of the topic everything but letters, digits,
/// <c>_</c> and <c>-</c> is written in hexadecimal. All keys of a topic carry one hash tag, made from a hash of it, so that a Cluster keeps them together.
/// </summary>
internal sealed class RedisKeys(string prefix)
{
    private const int Tags = 65_536;

    /// <summary>Where a topic stands: its epoch, newest offset, size, and the stamp of the newest event.</summary>
    public RedisKey State(TopicName topic) => Name("s", topic);

    /// <summary>The events of a topic, with their offsets as ids.</summary>
    public RedisKey Stream(TopicName topic) => Name("e", topic);

    /// <summary>The channel on which the events of a topic are told.</summary>
    public string Channel(TopicName topic) => Name("c", topic);

    /// <summary>What became of a publish with an idempotency key. The key itself may be long, and is hashed.</summary>
    public RedisKey Idempotency(TopicName topic, string key, int? item) =>
        $"{Name("i", topic)}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{item ?? -1}:{key}"))).AsSpan(0, 16))}";

    /// <summary>Something that belongs to the nodes, and to no topic.</summary>
    public string OfCluster(string what) => $"{prefix}:n:{{cluster}}:{what}";

    /// <summary>A name that a Cluster keeps where a tag says.</summary>
    public string Tagged(string kind, string tag, string what) => $"{prefix}:{kind}:{{{tag}}}:{what}";

    private string Name(string kind, TopicName topic) => $"{prefix}:{kind}:{{{TagOf(topic.Value)}}}:{Encode(topic.Value)}";

    private static string TagOf(string topic)
    {
        // FNV-1a: the same on all nodes and versions, which string.GetHashCode is not.
        var hash = 2_166_136_261u;
        foreach (var c in topic) hash = (hash ^ c) * 16_777_619u;
        return (hash % Tags).ToString("x4", CultureInfo.InvariantCulture);
    }

    internal static string Encode(string topic)
    {
        var name = new StringBuilder(topic.Length + 8);
        foreach (var c in topic)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '-') name.Append(c);
            else name.Append(CultureInfo.InvariantCulture, $"%{(int)c:x2}");
        }

        return name.ToString();
    }
}
