using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Redis;

/// <summary>Looks whether a Redis is fit to keep topics.</summary>
internal sealed partial class RedisRules(RedisLink link, ILogger<RedisRules> logger)
{
    private const string NoEviction = "noeviction";

    /// <summary>What was said of the servers that there are, so that it is not said again with each connection that comes back.</summary>
    private readonly ConcurrentDictionary<(string Server, string Problem), bool> _said = new();

    /// <summary>Looks at the servers when the node starts.</summary>
    /// <exception cref="OptionsValidationException">One would throw events away by itself, without anybody being told.</exception>
    public async Task CheckAsync()
    {
        foreach (var server in link.Masters)
        {
            if (await LookAsync(server) is { } problem) throw new OptionsValidationException(RealtimeHubOptions.Section, typeof(RealtimeHubOptions), [problem]);
        }
    }

    /// <summary>Looks at the servers later: one that has taken over may be another than the one before. The node goes on, and says loudly what is wrong.</summary>
    public async Task WatchAsync()
    {
        foreach (var server in link.Masters)
        {
            if (await LookAsync(server) is { } problem && IsNew(server, "evicts")) LogEviction(problem);
        }
    }

    /// <returns>Why it is unfit; null when it is not. What is merely unwise is logged.</returns>
    private async Task<string?> LookAsync(IServer server)
    {
        if ((await ReadAsync(server, "persistence")).GetValueOrDefault("aof_enabled", "0") == "0" && IsNew(server, "forgets")) LogPersistence($"{server.EndPoint}");
        var memory = await ReadAsync(server, "memory");
        var policy = memory.GetValueOrDefault("maxmemory_policy", NoEviction);
        if (policy == NoEviction) return null;
        var problem = $"RealtimeHub:Redis: the eviction policy of {server.EndPoint} is {policy}: Redis would drop topics when its memory is full, and nobody would be told. Set maxmemory-policy to noeviction";
        if (memory.GetValueOrDefault("maxmemory", "0") != "0") return problem;
        if (IsNew(server, "might evict")) LogPolicy(problem);
        return null;
    }

    private bool IsNew(IServer server, string problem) => _said.TryAdd(($"{server.EndPoint}", problem), true);

    private static async Task<Dictionary<string, string>> ReadAsync(IServer server, string section) =>
        (await server.InfoAsync(section)).SelectMany(group => group).DistinctBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    [LoggerMessage(EventId = 1705, Level = LogLevel.Warning, Message = "{Problem}, before you set maxmemory.")]
    private partial void LogPolicy(string problem);

    [LoggerMessage(EventId = 1710, Level = LogLevel.Error, Message = "{Problem}, at once. The node would not start with it.")]
    private partial void LogEviction(string problem);

    [LoggerMessage(EventId = 1706, Level = LogLevel.Warning,
        Message = "Redis at {Server} writes no append-only file: when it is restarted topics are lost, begin another epoch, and clients reload. See 'What is lost' in docs/operations.md.")]
    private partial void LogPersistence(string server);
}
