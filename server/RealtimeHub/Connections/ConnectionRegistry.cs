using System.Collections.Concurrent;

namespace RealtimeHub.Connections;

/// <summary>All open connections of the node.</summary>
internal sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<string, ClientConnection> _connections = new(StringComparer.Ordinal);

    private int _requests;
    private volatile TaskCompletionSource? _idle;

    public IEnumerable<ClientConnection> All => _connections.Select(entry => entry.Value);

    public void Add(ClientConnection connection) => _connections[connection.Id] = connection;

    public void Remove(ClientConnection connection) => _connections.TryRemove(connection.Id, out _);

    /// <summary>Runs one request of the hub, which lasts as long as its connection does, down to the last sent byte.</summary>
    public async Task RunAsync(Func<Task> request)
    {
        Interlocked.Increment(ref _requests);
        try
        {
            await request();
        }
        finally
        {
            if (Interlocked.Decrement(ref _requests) == 0) _idle?.TrySetResult();
        }
    }

    /// <summary>Completes when no request of the hub is running. Called once, when no new ones begin.</summary>
    public Task WhenIdleAsync()
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _idle = idle;
        if (Volatile.Read(ref _requests) == 0) idle.TrySetResult();
        return idle.Task;
    }
}
