using StackExchange.Redis;

namespace RealtimeHub.Server.Sources.RedisStreams;

/// <summary>Tells errors that pass, whatever was asked, from those that come from what was asked.</summary>
internal static class RedisTrouble
{
    /// <summary>A Redis that is not there, or that can do nothing at the moment: it has no memory, no disk, no master, no place for one more client, or its start is not over.</summary>
    public static bool IsAway(Exception error) => error switch
    {
        RedisConnectionException or RedisTimeoutException => true,
        RedisServerException refused => refused.Kind
            is RedisErrorKind.OutOfMemory or RedisErrorKind.Misconfigured or RedisErrorKind.ReadOnly or RedisErrorKind.MasterDown or RedisErrorKind.ClusterDown or RedisErrorKind.NoReplicas
            or RedisErrorKind.Loading or RedisErrorKind.Busy or RedisErrorKind.TryAgain or RedisErrorKind.MaxClients,
        _ => false,
    };
}
