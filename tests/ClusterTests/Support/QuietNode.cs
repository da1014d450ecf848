using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Cluster.Topics;

namespace ClusterTests.Support;

/// <summary>A node inside the test, on a Redis of its own. Its clock stands still, so it does nothing by itself: the test says in which order things happen.</summary>
internal sealed class QuietNode : IAsyncDisposable
{
    private const int NoAppendOnlyFile = 1706;

    private QuietNode(RedisProcess redis, PushSwallower way) => (Redis, Way) = (redis, way);

    public FakeTimeProvider Clock { get; } = new();

    public RedisProcess Redis { get; }

    /// <summary>What lies between it and its Redis.</summary>
    public PushSwallower Way { get; }

    public TestServer Server { get; private set; } = null!;

    public RedisLink Link => Server.Services.GetRequiredService<RedisLink>();

    public SharedTopics Topics => Server.Services.GetRequiredService<SharedTopics>();

    /// <param name="allowed">The numbers of the warnings that it may log.</param>
    public static async Task<QuietNode> StartAsync(params int[] allowed)
    {
        var redis = await RedisProcess.StartAsync();
        var node = new QuietNode(redis, new PushSwallower(redis.Port));
        try
        {
            node.Server = await TestServer.StartAsync(
                port: 0, "Development", (WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(node.Clock), ("Redis:Configuration", node.Way.Address));
            foreach (var id in (int[])[NoAppendOnlyFile, .. allowed]) node.Server.Allows(id);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
        await Way.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
