using StackExchange.Redis;

namespace RealtimeHub.Cluster.Redis;

/// <summary>What goes wrong with Redis and passes by itself: it is gone, slow, full, or another server takes over.</summary>
internal static class RedisTrouble
{
    public static bool IsIt(Exception e) => e is RedisException or TimeoutException or ObjectDisposedException;
}
