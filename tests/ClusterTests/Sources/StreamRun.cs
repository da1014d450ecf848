using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.TestKit.Processes;

namespace ClusterTests.Sources;

/// <summary>A stream in a real Redis, and servers that make events of its entries.</summary>
internal sealed class StreamRun : IAsyncDisposable
{
    public const string Stream = "orders";
    public const string Poison = "orders:poison";
    public const string Source = "redis-stream:orders";

    /// <summary>What a source logs when it waits, sets something aside, or has lost its Redis.</summary>
    public const int SetAside = 1371;
    public const int Away = 1372;
    public const int Waits = 1374;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly List<TestServer> _servers = [];

    private StreamRun(RedisProcess redis) => Redis = redis;

    public RedisProcess Redis { get; }

    public static async Task<StreamRun> StartAsync() => new(await RedisProcess.StartAsync());

    /// <summary>The settings of a server that consumes the stream.</summary>
    public IEnumerable<(string Name, string Value)> Settings(params (string Name, string Value)[] own) =>
        [("Sources:RedisStreams:orders:Stream", Stream), ("Sources:RedisStreams:orders:Configuration", Redis.Address), .. own];

    /// <summary>Starts a server within the test that keeps its topics for itself.</summary>
    public async Task<TestServer> ServeAsync(params (string Name, string Value)[] own)
    {
        var server = await TestServer.StartAsync([.. Settings(own)]);
        _servers.Add(server);
        return server;
    }

    public async Task<string> AddAsync(params string[] fields) => (await Redis.CallAsync(["XADD", Stream, "*", .. fields])).Text;

    /// <summary>Waits until a topic has so many events.</summary>
    /// <returns>Their data, the oldest first.</returns>
    public static async Task<IReadOnlyList<string>> EventsAsync(HttpClient http, string topic, int count)
    {
        IReadOnlyList<string> events = [];
        await Poll.UntilAsync(async () => (events = await ReadAsync(http, topic)).Count >= count, Limit, () => $"{topic} has {events.Count} events of {count}");
        return events;
    }

    public static Task<IReadOnlyList<string>> EventsAsync(TestServer server, string topic, int count) => EventsAsync(server.Http, topic, count);

    public static async Task<IReadOnlyList<string>> ReadAsync(HttpClient http, string topic)
    {
        using var answer = await http.GetAsync(new Uri($"v1/topics/{Uri.EscapeDataString(topic)}/events?limit=1000", UriKind.Relative));
        if (!answer.IsSuccessStatusCode) return [];
        return [.. JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("events").EnumerateArray().Select(item => item.GetProperty("data").GetRawText())];
    }

    /// <summary>How many entries were read and not acknowledged.</summary>
    public async Task<long> PendingAsync() => (await Redis.CallAsync("XPENDING", Stream, "realtimehub")).Items[0].Number;

    /// <summary>Waits until everything that was read is acknowledged.</summary>
    public Task AcknowledgedAsync() => Poll.UntilAsync(async () => await PendingAsync() == 0, Limit, () => "something is not acknowledged");

    public async Task<long> LengthAsync(string stream) => (await Redis.CallAsync("XLEN", stream)).Number;

    /// <summary>The fields of each entry of a stream.</summary>
    public async Task<IReadOnlyList<Dictionary<string, string>>> EntriesAsync(string stream) =>
        [.. (await Redis.CallAsync("XRANGE", stream, "-", "+")).Items.Select(entry => entry.Items[1].Items.Chunk(2).DistinctBy(pair => pair[0].Text).ToDictionary(pair => pair[0].Text, pair => pair[1].Text))];

    /// <summary>Waits until the last entry that was set aside has this data.</summary>
    public Task PoisonAsync(string data) => Poll.UntilAsync(
        async () => await EntriesAsync(Poison) is [.., var last] && last["data"] == data, Limit, () => $"{data} is not set aside");

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
