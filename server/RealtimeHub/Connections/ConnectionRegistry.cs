using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Connections;

/// <summary>All open connections of the node, bounded in number.</summary>
internal sealed partial class ConnectionRegistry
{
    private readonly ConcurrentDictionary<string, ClientConnection> _connections = new(StringComparer.Ordinal);

    private readonly int _maxConnections;
    private readonly RealtimeHubMetrics _metrics;
    private readonly LogThrottle _limitLog;
    private readonly ILogger<ConnectionRegistry> _logger;
    private int _requests;
    private volatile TaskCompletionSource? _idle;

    public ConnectionRegistry(IOptions<RealtimeHubOptions> options, RealtimeHubMetrics metrics, TimeProvider clock, ILogger<ConnectionRegistry> logger)
    {
        _maxConnections = options.Value.Connections.MaxConnections;
        _metrics = metrics;
        _limitLog = new LogThrottle(clock);
        _logger = logger;
    }

    public IEnumerable<ClientConnection> All => _connections.Select(entry => entry.Value);

    public void Add(ClientConnection connection) => _connections[connection.Id] = connection;

    public void Remove(ClientConnection connection) => _connections.TryRemove(connection.Id, out _);

    /// <summary>Runs one request of the hub, which lasts as long as its connection does, down to the last sent byte.</summary>
    /// <returns>False when the node holds as many as it may, or shuts down; the request was not run.</returns>
    public async Task<bool> TryRunAsync(Func<Task> request)
    {
        var running = Interlocked.Increment(ref _requests);
        try
        {
            // Nobody would close a connection that begins now: it would hold up the shutdown.
            if (_idle is not null) return false;
            if (running > _maxConnections)
            {
                _metrics.ConnectionRefused();
                if (_limitLog.MayLog()) LogConnectionLimit(_maxConnections);
                return false;
            }

            await request();
            return true;
        }
        finally
        {
            if (Interlocked.Decrement(ref _requests) == 0) _idle?.TrySetResult();
        }
    }

    /// <summary>Completes when no request of the hub is running; no new one begins any more. Called once.</summary>
    public Task WhenIdleAsync()
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _idle = idle;

        // A full fence: either a request that begins meanwhile is counted here, or it sees that it may not begin.
        if (Interlocked.CompareExchange(ref _requests, 0, 0) == 0) idle.TrySetResult();
        return idle.Task;
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning,
        Message = "The node holds {MaxConnections} connections and takes no new one (503). Raise RealtimeHub:Connections:MaxConnections, or add a node.")]
    private partial void LogConnectionLimit(int maxConnections);
}
