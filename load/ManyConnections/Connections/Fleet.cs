using System.Net;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Connections;

/// <summary>All connections of a run.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    // Enough that the server always has work, few enough that its backlog never overflows.
    private const int ConnectingAtOnce = 64;

    private readonly Subscriber[] _subscribers;
    private readonly Pings _pings;

    public Fleet(int connections, IReadOnlyList<string> topics, Payload payload, ILatencySink latencies)
    {
        var formats = topics.Select(topic => new EventFormat(topic, payload)).ToArray();
        _subscribers = [.. Enumerable.Range(0, connections).Select(i => new Subscriber(formats[i % formats.Length], latencies))];
        _pings = new Pings(connections, i => _subscribers[i].SendPing());
    }

    /// <summary>Events that came so far, to all.</summary>
    public long Received => _subscribers.Sum(subscriber => subscriber.Ledger.Received);

    public async Task ConnectAsync(IPEndPoint server, CancellationToken stop)
    {
        var upgrade = ClientFrames.Upgrade(server);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce, CancellationToken = stop };
        _pings.Start();
        await Parallel.ForEachAsync(_subscribers, limit, async (subscriber, token) => await subscriber.StartAsync(server, upgrade, token));
    }

    /// <summary>How many deliveries are missing, when the last offset of each topic is known.</summary>
    public long MissingUpTo(IReadOnlyDictionary<string, long> lastOffsets) =>
        _subscribers.Sum(subscriber => subscriber.Ledger.MissingUpTo(lastOffsets[subscriber.Topic]));

    public Faults Faults(IReadOnlyDictionary<string, long> lastOffsets) => new()
    {
        Lost = MissingUpTo(lastOffsets),
        Repeated = _subscribers.Sum(subscriber => subscriber.Ledger.Repeated),
        OutOfOrder = _subscribers.Sum(subscriber => subscriber.Ledger.OutOfOrder),
        Gaps = _subscribers.Sum(subscriber => subscriber.Gaps),
        BrokenConnections = _subscribers.Count(subscriber => subscriber.Failure is not null),
        FirstFailure = Array.Find(_subscribers, subscriber => subscriber.Failure is not null)?.Failure,
    };

    public async ValueTask DisposeAsync()
    {
        await _pings.DisposeAsync();
        foreach (var subscriber in _subscribers) subscriber.Dispose();
    }
}
