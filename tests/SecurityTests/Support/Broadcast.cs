using System.Diagnostics;
using RealtimeHub.TestKit;

namespace SecurityTests.Support;

/// <summary>Publishes 50 events a second to the topics in turn; each event is the time at which it was published.</summary>
internal sealed class Broadcast
{
    private const int PerSecond = 50;

    private readonly TestServer _server;
    private readonly string[] _topics;
    private readonly Dictionary<string, long> _counts;
    private int _next;

    public Broadcast(TestServer server, string[] topics) =>
        (_server, _topics, _counts) = (server, topics, topics.ToDictionary(topic => topic, _ => 0L));

    /// <summary>How many events a topic got. Only to be asked when it is not publishing.</summary>
    public long CountOf(string topic) => _counts[topic];

    /// <summary>Publishes until the result is disposed of.</summary>
    public IAsyncDisposable Begin()
    {
        var stop = new CancellationTokenSource();
        return new Run(stop, Task.Run(() => PublishAsync(stop.Token)));
    }

    private async Task PublishAsync(CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond));
        var (started, published) = (Stopwatch.GetTimestamp(), 0);
        while (!stop.IsCancellationRequested)
        {
            // Ticks that were missed are made up for.
            for (var due = Stopwatch.GetElapsedTime(started).TotalSeconds * PerSecond; published < due; published++) await PublishOneAsync();
            await ticks.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task PublishOneAsync()
    {
        var topic = _topics[_next++ % _topics.Length];
        _counts[topic] = (await _server.PublishAsync(topic, Stopwatch.GetTimestamp())).Offset;
    }

    private sealed class Run(CancellationTokenSource stop, Task publishing) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await publishing;
            stop.Dispose();
        }
    }
}
