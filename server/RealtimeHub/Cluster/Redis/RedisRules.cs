using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Redis;

/// <summary>Looks whether a Redis is fit to keep topics.</summary>
internal sealed partial class RedisRules(RedisLink link, ILogger<RedisRules> logger)
{
    private const string NoEviction = "noeviction";

    /// <exception cref="OptionsValidationException">It would throw events away by itself, without anybody being told.</exception>
    public async Task CheckAsync()
    {
        foreach (var server in link.Masters)
        {
            var memory = await ReadAsync(server, "memory");
            var policy = memory.GetValueOrDefault("maxmemory_policy", NoEviction);
            if (policy != NoEviction)
            {
                var problem = $"RealtimeHub:Redis: the eviction policy of {server.EndPoint} is {policy}: Redis would drop topics when its memory is full, and nobody would be told. Set maxmemory-policy to noeviction";
                if (memory.GetValueOrDefault("maxmemory", "0") != "0") throw new OptionsValidationException(RealtimeHubOptions.Section, typeof(RealtimeHubOptions), [problem]);
                LogPolicy(problem);
            }

            if ((await ReadAsync(server, "persistence")).GetValueOrDefault("aof_enabled", "0") == "0") LogPersistence($"{server.EndPoint}");
        }
    }

    private static async Task<Dictionary<string, string>> ReadAsync(IServer server, string section) =>
        (await server.InfoAsync(section)).SelectMany(group => group).DistinctBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    [LoggerMessage(EventId = 1705, Level = LogLevel.Warning, Message = "{Problem}, before you set maxmemory.")]
    private partial void LogPolicy(string problem);

    [LoggerMessage(EventId = 1706, Level = LogLevel.Warning,
        Message = "Redis at {Server} writes no append-only file: when it is restarted topics are lost, begin another epoch, and clients reload. See 'What is lost' in docs/operations.md.")]
    private partial void LogPersistence(string server);
}
