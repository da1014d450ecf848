using Microsoft.Extensions.Logging;
using RealtimeHub.Client.Connecting;
using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Client.Tasks;

namespace RealtimeHub.Client;

/// <summary>
/// A connection to a RealtimeHub server that comes back by itself: follow topics, publish, read history.
/// Safe for use by several threads. Made by <c>ConnectAsync</c>; dispose it to disconnect.
/// </summary>
public sealed partial class RealtimeHubClient : IAsyncDisposable
{
    private readonly Uri _address;
    private readonly RealtimeHubClientOptions _options;
    private readonly SubscriptionTable _table;
    private readonly ConnectionLoop _loop;
    private readonly ServerClock _clock;
    private readonly StateCell _state;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private int _disposed;

    private RealtimeHubClient(Uri address, RealtimeHubClientOptions options)
    {
        (_address, _options) = (address, options);
        var log = _log = options.LoggerFactory.CreateLogger<RealtimeHubClient>();
        var backoff = new Backoff(options.Reconnect, options.Random);
        var factory = new HubConnectionFactory(address, options);
        _state = new StateCell(log);
        _clock = new ServerClock(options.TimeProvider);
        _table = new SubscriptionTable(backoff, _clock, log, OnServerSubscription);
        _loop = new ConnectionLoop(
            options, () => new HubSession(factory, _table, _clock, options), _table, backoff, state => _state.Set(this, state), log);
        TaskTable = new TaskTable(FollowReports);
    }

    /// <summary>Where the connection stands.</summary>
    public ConnectionState State => _state.Current;

    /// <summary>Raised after each change of <see cref="State"/>, in order. Handlers run on the connection's own loop: return soon.</summary>
    public event EventHandler<ConnectionStateChange>? StateChanged
    {
        add => _state.Changed += value;
        remove => _state.Changed -= value;
    }

    /// <summary>Disconnects. Loops over subscriptions read what they hold and end without an error.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }

    /// <summary>Away from the loop that reads: the application may do there what it likes.</summary>
    private void OnServerSubscription(ServerSubscription subscription)
    {
        if (_options.OnServerSubscription is not { } handler) return;
        _ = Task.Run(() =>
        {
            try
            {
                handler(this, subscription);
            }
            catch (Exception e)
            {
                _log.SubscriptionHandlerFailed(e);
            }
        });
    }

    /// <exception cref="RealtimeHubException">There is no connection at the moment.</exception>
    private HubSession RequireSession()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return _loop.Session ?? throw NotConnected();
    }

    private RealtimeHubException NotConnected() => State switch
    {
        ConnectionState.Disconnected { Reason: var reason } => RealtimeHubException.FromClose(reason),
        ConnectionState.Waiting { RetryAt: var at, Reason: var reason } =>
            new RealtimeHubException($"Not connected; the next try is at {at:HH:mm:ss} UTC. {reason.Message}") { IsTemporary = true },
        _ => new RealtimeHubException("Not connected; a try is under way.") { IsTemporary = true },
    };
}
