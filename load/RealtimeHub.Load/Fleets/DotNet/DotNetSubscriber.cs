using System.Diagnostics;
using System.Net;
using System.Text;
using RealtimeHub.Client;
using RealtimeHub.Ledger;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Fleets.DotNet;

/// <summary>One client of the library with one subscription, over all its connections.</summary>
internal sealed class DotNetSubscriber : IAsyncDisposable
{
    private readonly LoadPlan _plan;
    private readonly DotNetTotals _totals;
    private readonly BreakableTransport _transport;
    private readonly Lock _gate = new();
    private readonly SequenceLedger _ledger = new(); // Guarded by _gate, with the two below.
    private bool _started;
    private bool _skips;
    private RealtimeHubClient? _client;
    private Task _reading = Task.CompletedTask;

    // What somebody waits for: the next time that the subscription is in effect.
    private volatile TaskCompletionSource<Subscribed>? _subscribed;

    public DotNetSubscriber(LoadPlan plan, int number, DotNetTotals totals)
    {
        (_plan, _totals, Topic) = (plan, totals, number % plan.Topics);
        var source = new IPAddress([127, 0, 0, (byte)(1 + (number % plan.Sources))]);
        _transport = new BreakableTransport(source, plan.Target.ApiKey, totals.ReceivedBytes);
    }

    public int Topic { get; }

    /// <summary>Connects and subscribes.</summary>
    /// <returns>How long it took, in microseconds.</returns>
    public async Task<long> ConnectAsync(CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var subscribed = Expect();
        _client = await RealtimeHubClient.ConnectAsync(
            _plan.Target.Url.AbsoluteUri, new RealtimeHubClientOptions { ConfigureHttp = _transport.Configure }, stop);
        _client.StateChanged += OnStateChanged;
        _reading = ReadAsync(_client.Subscribe<string>(Topics.Name(Topic), new SubscribeOptions { OnSubscribed = OnSubscribed }));
        await subscribed.WaitAsync(DotNetFleet.Limit, TimeProvider.System, stop);
        return Histograms.Microseconds(start, Stopwatch.GetTimestamp());
    }

    /// <summary>Breaks the connection, and waits until the library has come back.</summary>
    /// <returns>How long it took, in microseconds, and whether the server continued.</returns>
    public async Task<(long Microseconds, bool Recovered)> ReconnectAsync(CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var subscribed = Expect();
        _transport.Break();
        var recovered = (await subscribed.WaitAsync(DotNetFleet.Limit, TimeProvider.System, stop)).Recovered;
        return (Histograms.Microseconds(start, Stopwatch.GetTimestamp()), recovered);
    }

    /// <summary>Adds what this one got.</summary>
    public FleetResult AddTo(FleetResult sum, long last)
    {
        lock (_gate)
        {
            return sum with
            {
                Lost = sum.Lost + _ledger.MissingUpTo(_started ? last : 0),
                Repeated = sum.Repeated + _ledger.Repeated,
                OutOfOrder = sum.OutOfOrder + _ledger.OutOfOrder,
                Announced = sum.Announced + _ledger.Announced,
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is { } client)
        {
            client.StateChanged -= OnStateChanged;
            if (client.State is ConnectionState.Connected) _totals.Left();
            await client.DisposeAsync();
        }

        await _reading;
        _transport.Dispose();
    }

    private Task<Subscribed> Expect()
    {
        var expected = new TaskCompletionSource<Subscribed>(TaskCreationOptions.RunContinuationsAsynchronously);
        _subscribed = expected;
        return expected.Task;
    }

    private void OnSubscribed(Subscribed subscribed)
    {
        // Nothing was published before all were there: whoever is there before the first event is to get everything.
        lock (_gate)
            if (!subscribed.Resubscribed && _totals.Received == 0) _started = true;
        _totals.Came();
        _subscribed?.TrySetResult(subscribed);
        _subscribed = null;
    }

    private void OnStateChanged(object? sender, ConnectionStateChange change)
    {
        if (change is not { Previous: ConnectionState.Connected }) return;
        _totals.Left();
        var reason = change.State switch
        {
            ConnectionState.Waiting waiting => waiting.Reason.Message,
            ConnectionState.Disconnected ended => ended.Reason.Message,
            _ => "the connection was lost",
        };
        if (_subscribed is null) _totals.Broke(reason);
    }

    private async Task ReadAsync(Subscription<string> subscription)
    {
        try
        {
            await foreach (var item in subscription)
            {
                var now = Stopwatch.GetTimestamp();
                if (item.TryGetEvent(out var e, out var missed)) Event(e.Data, now);
                else Missed(missed);
            }
        }
        catch (RealtimeHubException e)
        {
            _totals.Broke(e.Message);
            _subscribed?.TrySetException(new LoadException($"a connection did not get through: {e.Message}"));
        }
    }

    private void Event(string data, long now)
    {
        Span<byte> mark = stackalloc byte[Marks.MinLength];
        if (data.Length < mark.Length - 2 || Encoding.ASCII.GetBytes(data.AsSpan(0, mark.Length - 2), mark) == 0 || !Marks.TryRead(mark, out var found)) return;
        _totals.Event(found.Due, now); // first, so that whoever has everything by the ledger has it in the totals too
        lock (_gate)
        {
            if (!_started) _ledger.StartAfter(found.Sequence - 1);
            else if (_skips && found.Sequence - 1 > _ledger.Last) _ledger.Announce(found.Sequence - 1 - _ledger.Last);
            (_started, _skips) = (true, false);
            _totals.Faults.Note(_ledger, found.Sequence);
        }
    }

    /// <summary>The library says that events will not come. Where their number means nothing, the next event tells it.</summary>
    private void Missed(Missed missed)
    {
        lock (_gate)
        {
            if (missed.Reason is MissedReason.EpochChanged or MissedReason.Ahead) _skips = true;
            else _ledger.Announce(missed.To - missed.From);
        }
    }
}
