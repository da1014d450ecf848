using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using RealtimeHub.Transport.WebSockets;

namespace RealtimeHub.Transport.Hubs;

/// <summary>All connections of one hub endpoint, and what they have in common.</summary>
internal sealed partial class HubRunner
{
    /// <summary>How long the hub may take to say goodbye to its connections when the application stops.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long clients may take after that to answer the close, when the application stops. A process that ends before has its sockets reset by the kernel where something unread has come, and
    /// who has not read his last words yet loses them.
    /// </summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, HubSocket> _running = new(StringComparer.Ordinal);
    private readonly TransportMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource? _stopped;
    private int _open;

    public HubRunner(ConnectionDelegate application, WebSocketLimits limits, DirectHubOptions options, TransportMetrics metrics, ILogger logger)
    {
        (Application, Limits, _metrics, _logger) = (application, limits, metrics, logger);
        (RunsOnLoop, SendTimeout, MaxBatchDelay) = (options.RunsOnEventLoop, options.SendTimeout, options.MaxBatchDelay);
    }

    public ConnectionDelegate Application { get; }

    public WebSocketLimits Limits { get; }

    /// <summary>Whether the hub reads its messages on the loop, and not on the thread pool.</summary>
    public bool RunsOnLoop { get; }

    /// <summary>How long one write of SignalR may be pending.</summary>
    public TimeSpan SendTimeout { get; }

    /// <summary>How long a write of SignalR may be kept back to be sent with the next.</summary>
    public TimeSpan MaxBatchDelay { get; }

    /// <summary>Whether the application stops: nobody would close a connection that begins now.</summary>
    public bool IsStopping => _stopped is not null;

    /// <returns>False when there is a connection of that name already.</returns>
    public bool TryAdd(HubSocket socket)
    {
        if (!_running.TryAdd(socket.ConnectionId, socket)) return false;
        _metrics.Opened();
        Interlocked.Increment(ref _open);

        // Added too late to be closed with the others.
        if (IsStopping) socket.Close(CloseStatus.Normal);
        return true;
    }

    /// <summary>Whether there is a connection of that name.</summary>
    public bool Has(string connectionId) => _running.ContainsKey(connectionId);

    /// <summary>The hub has done with a connection.</summary>
    public void Ended(HubSocket socket)
    {
        _running.TryRemove(socket.ConnectionId, out _);
        TellWhenStopped();
    }

    /// <summary>The socket of a connection is closed.</summary>
    public void Closed()
    {
        _metrics.Closed();
        Interlocked.Decrement(ref _open);
        TellWhenAnswered();
    }

    public void Failed(HubSocket socket, Exception exception) => LogFailed(socket.ConnectionId, exception);

    /// <summary>
    /// Closes all connections, and waits until the hub has done with them, and a moment for their clients. With 1000, as SignalR does: its clients take everything else for
    /// an error, and which of the two, this or the hub that has just ended, comes first is chance.
    /// </summary>
    public void Stop()
    {
        _stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var (_, socket) in _running) socket.Close(CloseStatus.Normal);
        TellWhenStopped();
        _stopped.Task.Wait(StopPatience);
        TellWhenAnswered();
        _answered.Task.Wait(AnswerPatience);
    }

    private void TellWhenAnswered()
    {
        if (IsStopping && Interlocked.CompareExchange(ref _open, 0, 0) == 0) _answered.TrySetResult();
    }

    private void TellWhenStopped()
    {
        if (_stopped is { } stopped && _running.IsEmpty) stopped.TrySetResult();
    }

    [LoggerMessage(EventId = 3003, Level = LogLevel.Error, Message = "The hub of connection {ConnectionId} failed; the connection was closed.")]
    private partial void LogFailed(string connectionId, Exception exception);
}
