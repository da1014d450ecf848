using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Contracts;

namespace ClusterTests.Support;

/// <summary>A node within this process, with a Redis and a clock of its own: for what takes a node hours, and what Redis does by itself meanwhile.</summary>
internal sealed class SharedServer : IAsyncDisposable
{
    private const int NoAppendOnlyFile = 1706;

    private SharedServer(RedisProcess redis, TestServer server, AdvancingClock clock) => (Redis, Server, Clock) = (redis, server, clock);

    public RedisProcess Redis { get; }

    public TestServer Server { get; }

    public AdvancingClock Clock { get; }

    /// <param name="settings">Settings below <c>RealtimeHub</c>.</param>
    public static async Task<SharedServer> StartAsync(params (string Name, string Value)[] settings)
    {
        var redis = await RedisProcess.StartAsync();
        try
        {
            var clock = new AdvancingClock();
            return new SharedServer(redis, await StartNodeAsync(redis, clock, settings), clock);
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more node on a Redis.</summary>
    public static async Task<TestServer> StartNodeAsync(RedisProcess redis, TimeProvider clock, params (string Name, string Value)[] settings) =>
        (await TestServer.StartAsync(port: 0, "Development", builder => builder.Services.AddSingleton(clock), [("Redis:Configuration", redis.Address), .. settings])).Allows(NoAppendOnlyFile);

    /// <summary>The only key of a kind: <c>s</c> for where a topic stands, <c>e</c> for its events.</summary>
    public async Task<string> KeyAsync(string kind) => Assert.Single((await Redis.CallAsync("KEYS", $"*:{kind}:*")).Items).Text;

    /// <returns>The offsets that a page of the history has, or the code with which it is refused.</returns>
    public async Task<(long[] Offsets, int? Code)> HistoryAsync(string topic, StreamPosition? since = null, int? limit = null, bool reverse = false)
    {
        var query = $"reverse={(reverse ? "true" : "false")}{(since is null ? "" : $"&since={since.Epoch}:{since.Offset}")}{(limit is null ? "" : $"&limit={limit}")}";
        using var answer = await Server.Http.GetAsync(new Uri($"v1/topics/{Uri.EscapeDataString(topic)}/events?{query}", UriKind.Relative));
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return answer.StatusCode == HttpStatusCode.OK
            ? ([.. json.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("offset").GetInt64())], null)
            : ([], json.GetProperty("code").GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Redis.DisposeAsync();
    }
}

/// <summary>The usual clock, which goes on in leaps when it is told to.</summary>
internal sealed class AdvancingClock : TimeProvider
{
    private long _ahead;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));
}
