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
    private readonly LogThrottle _memoryLog;
    private readonly MemoryWatch _memory;
    private readonly ILogger<ConnectionRegistry> _logger;
    private int _requests;
    private int _count;
    private int _places;
    private volatile TaskCompletionSource? _idle;

    public ConnectionRegistry(
        IOptions<RealtimeHubOptions> options, MemoryWatch memory, RealtimeHubMetrics metrics, TimeProvider clock, ILogger<ConnectionRegistry> logger)
    {
        _maxConnections = options.Value.Connections.MaxConnections;
        _memory = memory;
        _metrics = metrics;
        _limitLog = new LogThrottle(clock);
        _memoryLog = new LogThrottle(clock);
        _logger = logger;
    }

    public IEnumerable<ClientConnection> All => _connections.Select(entry => entry.Value);

    public void Add(ClientConnection connection)
    {
        if (!_connections.TryAdd(connection.Id, connection)) return;
        Interlocked.Increment(ref _count);
        if (!connection.HoldsLease) Interlocked.Increment(ref _places);
    }

    public void Remove(ClientConnection connection)
    {
        if (!_connections.TryRemove(connection.Id, out _)) return;
        Interlocked.Decrement(ref _count);
        if (!connection.HoldsLease) GiveBack();
        TellWhenIdle();
    }

    /// <summary>A place below the limit is free again.</summary>
    public void GiveBack() => Interlocked.Decrement(ref _places);

    /// <summary>Runs one request of the hub.</summary>
    /// <param name="request">What is run, with the place below the limit that it got when it opens a connection.</param>
    /// <param name="opensConnection">Whether the request begins a new connection, and does not belong to one that is there.</param>
    /// <returns>False when the node holds as many connections as it may, or shuts down; the request was not run.</returns>
    public async Task<bool> TryRunAsync(Func<ConnectionLease?, Task> request, bool opensConnection)
    {
        Interlocked.Increment(ref _requests);
        ConnectionLease? lease = null;
        try
        {
            // Nobody would close a connection that begins now: it would hold up the shutdown.
            if (opensConnection && (_idle is not null || !TryTakePlace(out lease))) return false;
            await request(lease);
            return true;
        }
        finally
        {
            if (lease is { IsKept: false }) lease.Release();
            Interlocked.Decrement(ref _requests);
            TellWhenIdle();
        }
    }

    /// <summary>Whether no new connection is taken any more.</summary>
    public bool IsClosing => _idle is not null;

    /// <summary>Completes when there is no connection and no request of the hub; no new connection begins any more. Called once.</summary>
    /// <remarks>A client between two polls has a connection, and no request.</remarks>
    public Task WhenIdleAsync()
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _idle = idle;
        TellWhenIdle();
        return idle.Task;
    }

    private void TellWhenIdle()
    {
        // A full fence: either a request that begins meanwhile is counted here, or it sees that it may not begin.
        if (Interlocked.CompareExchange(ref _requests, 0, 0) == 0 && Interlocked.CompareExchange(ref _count, 0, 0) == 0) _idle?.TrySetResult();
    }

    private bool TryTakePlace(out ConnectionLease? lease)
    {
        lease = null;
        if (Interlocked.Increment(ref _places) > _maxConnections)
        {
            GiveBack();
            _metrics.ConnectionRefused("limit");
            if (_limitLog.MayLog()) LogConnectionLimit(_maxConnections);
            return false;
        }

        if (_memory.IsHigh)
        {
            GiveBack();
            _metrics.ConnectionRefused("memory");
            if (_memoryLog.MayLog()) LogMemory(_memory.Watermark);
            return false;
        }

        lease = new ConnectionLease(this);
        return true;
    }

    [LoggerMessage(EventId = 1203, Level = LogLevel.Warning,
        Message = "The process uses more than {Watermark} bytes of memory: no new connection is taken (503), the open ones are served. See RealtimeHub:Connections:MemoryWatermark.")]
    private partial void LogMemory(long watermark);

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning,
        Message = "The node holds {MaxConnections} connections and takes no new one (503). Raise RealtimeHub:Connections:MaxConnections, or add a node.")]
    private partial void LogConnectionLimit(int maxConnections);
}
