using System.Collections.Concurrent;
using RealtimeHub.Client;

namespace ClusterTests.Support;

/// <summary>A client on each node that follows some topics, of which each gets one event now and then.</summary>
internal sealed class Audience : IAsyncDisposable
{
    private readonly IReadOnlyList<NodeProcess> _nodes;
    private readonly string[] _topics;
    private readonly HttpClient _http = new() { DefaultRequestHeaders = { { "X-API-Key", NodeProcess.Key } } };
    private readonly List<RealtimeHubClient> _clients = [];
    private readonly List<Task> _loops = [];
    private readonly ConcurrentDictionary<(int Node, string Topic), string> _newest = new();
    private readonly Pulse _moved = new();

    private Audience(IReadOnlyList<NodeProcess> nodes, int topics)
    {
        var name = Guid.NewGuid().ToString("N");
        (_nodes, _topics) = (nodes, [.. Enumerable.Range(0, topics).Select(n => $"{name}/{n}")]);
    }

    /// <summary>How many topics there are.</summary>
    public int Topics => _topics.Length;

    public static async Task<Audience> StartAsync(IReadOnlyList<NodeProcess> nodes, int topics)
    {
        var audience = new Audience(nodes, topics);
        for (var node = 0; node < nodes.Count; node++) await audience.FollowAsync(node);
        return audience;
    }

    /// <summary>Publishes the same text to each topic, to one node after the other.</summary>
    public async Task PublishAsync(string text)
    {
        for (var n = 0; n < _topics.Length; n++)
            Assert.NotNull((await PublishAnswer.AskAsync(_http, _nodes[n % _nodes.Count].Address, _topics[n], text)).Position);
    }

    /// <summary>Waits until the text is the newest event of every topic for every client.</summary>
    public async Task HasAsync(string text, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within, TimeProvider.System);
        try
        {
            await _moved.UntilAsync(() => Missing(text).Count == 0, limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Not within {within.TotalSeconds} s: {string.Join(", ", Missing(text))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        await Task.WhenAll(_loops);
        _http.Dispose();
    }

    private async Task FollowAsync(int node)
    {
        var client = await RealtimeHubClient.ConnectAsync(_nodes[node].Address.ToString());
        _clients.Add(client);
        foreach (var topic in _topics) _loops.Add(Task.Run(() => FollowAsync(client, node, topic)));
        await _moved.UntilAsync(() => _topics.All(topic => _newest.ContainsKey((node, topic))), Patience.Token);
    }

    private async Task FollowAsync(RealtimeHubClient client, int node, string topic)
    {
        await foreach (var e in client.Subscribe<string>(topic, new SubscribeOptions { OnSubscribed = _ => Note("") }).EventsOnly()) Note(e.Data);

        void Note(string text)
        {
            _newest[(node, topic)] = text;
            _moved.Beat();
        }
    }

    private List<string> Missing(string text) => [.. _newest.Where(one => one.Value != text).Select(one => $"node {one.Key.Node} on {one.Key.Topic}")];
}
