using System.Collections.Concurrent;
using System.Net.Http.Json;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Publishing;

/// <summary>
/// Publishes over HTTP with keep-alive. A topic has one publisher that sends one event after the other, because only
/// then its order is defined; several topics are shared by a few publishers.
/// </summary>
internal sealed class Publisher : IDisposable
{
    private const int MaxPublishers = 4;
    private const int MaxFailures = 100;

    // Long enough for a server that answers when its slowest client has taken the event.
    private static readonly TimeSpan RequestLimit = TimeSpan.FromMinutes(2);

    // What a server that is too slow gets after the end of the schedule, before the rest is given up.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly Uri[] _addresses;
    private readonly string[] _topics;
    private readonly Payload _payload;
    private readonly ConcurrentDictionary<string, long> _lastOffsets;
    private int _accepted;
    private int _failures;

    public Publisher(ServerProcess server, IReadOnlyList<string> topics, Payload payload)
    {
        (_topics, _payload) = ([.. topics], payload);
        _lastOffsets = new(topics.Select(topic => KeyValuePair.Create(topic, 0L)), StringComparer.Ordinal);
        _addresses = [.. topics.Select(topic => new Uri($"http://{server.EndPoint}/v1/topics/{topic}/events"))];
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = MaxPublishers }) { Timeout = RequestLimit };
        _http.DefaultRequestHeaders.Add("X-API-Key", server.ApiKey);
    }

    /// <summary>The last offset that the server gave in each topic.</summary>
    public IReadOnlyDictionary<string, long> LastOffsets => _lastOffsets;

    public int Accepted => _accepted;

    /// <summary>Publishes all events of the schedule, those that the server is too slow for left out.</summary>
    public async Task RunAsync(Schedule schedule, CancellationToken stop)
    {
        var publishers = Math.Min(_topics.Length, MaxPublishers);
        await Task.WhenAll(Enumerable.Range(0, publishers).Select(i => RunOneAsync(i, publishers, schedule, stop)));
    }

    public void Dispose() => _http.Dispose();

    private async Task RunOneAsync(int number, int publishers, Schedule schedule, CancellationToken stop)
    {
        var giveUp = schedule.End + Schedule.Ticks(Grace);
        for (var i = 0; i < schedule.Count; i++)
        {
            var topic = i % _topics.Length;
            if (topic % publishers != number) continue;
            var due = schedule.DueAt(i);
            await Schedule.WaitUntilAsync(due, stop);
            if (System.Diagnostics.Stopwatch.GetTimestamp() > giveUp) return;
            await PublishAsync(topic, due, stop);
        }
    }

    private async Task PublishAsync(int topic, long due, CancellationToken stop)
    {
        try
        {
            using var body = new ByteArrayContent(_payload.Write(due)) { Headers = { { "Content-Type", "application/json" } } };
            using var answer = await _http.PostAsync(_addresses[topic], body, stop);
            answer.EnsureSuccessStatusCode();
            var reply = await answer.Content.ReadFromJsonAsync<Reply>(stop);
            _lastOffsets[_topics[topic]] = reply!.Offset;
            Interlocked.Increment(ref _accepted);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is HttpRequestException or TaskCanceledException)
        {
            if (Interlocked.Increment(ref _failures) >= MaxFailures) throw new LoadException($"the server does not take events: {e.Message}");
        }
    }

    private sealed record Reply(long Offset);
}
