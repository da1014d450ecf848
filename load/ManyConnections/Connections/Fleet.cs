using System.Net;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Connections;

/// <summary>All connections of a run.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    // Enough that the server always has work, few enough that its backlog never overflows.
    private const int ConnectingAtOnce = 64;
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PingTick = TimeSpan.FromMilliseconds(50);

    private readonly Subscriber[] _subscribers;
    private readonly CancellationTokenSource _stop = new();
    private Task _pinging = Task.CompletedTask;

    public Fleet(int connections, IReadOnlyList<string> topics, Latencies latencies)
    {
        var formats = topics.Select(topic => new EventFormat(topic)).ToArray();
        _subscribers = [.. Enumerable.Range(0, connections).Select(i => new Subscriber(formats[i % formats.Length], latencies))];
    }

    /// <summary>Events that came so far, to all.</summary>
    public long Received => _subscribers.Sum(subscriber => subscriber.Ledger.Received);

    public async Task ConnectAsync(IPEndPoint server, CancellationToken stop)
    {
        var upgrade = ClientFrames.Upgrade(server);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce, CancellationToken = stop };
        _pinging = PingAsync();
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
        await _stop.CancelAsync();
        await _pinging;
        foreach (var subscriber in _subscribers) subscriber.Dispose();
        _stop.Dispose();
    }

    /// <summary>Each connection pings every 15 seconds; all of them together are spread evenly, as in real life.</summary>
    private async Task PingAsync()
    {
        using var timer = new PeriodicTimer(PingTick, TimeProvider.System);
        var due = 0.0;
        var next = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                for (due += _subscribers.Length * (PingTick / PingInterval); due >= 1; due--, next++)
                    _subscribers[next % _subscribers.Length].SendPing();
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}
