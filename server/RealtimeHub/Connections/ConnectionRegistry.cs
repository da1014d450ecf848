using System.Collections.Concurrent;
using RealtimeHub.Limits;

namespace RealtimeHub.Connections;

/// <summary>All open connections of the node, and the requests of the hub that are under way.</summary>
internal sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<string, ClientConnection> _connections = new(StringComparer.Ordinal);

    private readonly Admission _admission;
    private int _requests;
    private int _count;
    private volatile bool _isClosing;
    private volatile TaskCompletionSource? _empty;
    private volatile TaskCompletionSource? _idle;

    public ConnectionRegistry(Admission admission) => _admission = admission;

    public IEnumerable<ClientConnection> All => _connections.Select(entry => entry.Value);

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    public ClientConnection? Find(string id) => _connections.GetValueOrDefault(id);

    /// <summary>Connections by id, those after a cursor. It looks at all of them: for people, and not for each second.</summary>
    public IReadOnlyList<ClientConnection> Page(string? user, string after, int count) =>
        [.. All.Where(connection => (user is null || connection.User == user) && string.CompareOrdinal(connection.Id, after) > 0)
            .OrderBy(connection => connection.Id, StringComparer.Ordinal).Take(count)];

    public void Add(ClientConnection connection)
    {
        if (_connections.TryAdd(connection.Id, connection)) Interlocked.Increment(ref _count);
    }

    public void Remove(ClientConnection connection)
    {
        if (!_connections.TryRemove(connection.Id, out _)) return;
        Interlocked.Decrement(ref _count);
        TellWaiting();
    }

    /// <summary>A request of the hub begins. <see cref="EndRequest"/> ends it, whatever becomes of it.</summary>
    public void BeginRequest() => Interlocked.Increment(ref _requests);

    public void EndRequest()
    {
        Interlocked.Decrement(ref _requests);
        TellWaiting();
    }

    /// <summary>Takes a place for a connection that a request begins.</summary>
    /// <param name="visitor">Whose limits it counts for.</param>
    /// <param name="place">The place below the limits that it got. The request gives it back, unless the connection keeps it.</param>
    /// <returns>Why there is none; null when there is.</returns>
    public AdmissionRefusal? TryEnter(in Visitor visitor, out Place? place)
    {
        place = null;

        // Nobody would close a connection that begins now: it would hold up the shutdown.
        return IsClosing ? _admission.RefuseAll() : _admission.TryEnter(visitor, out place);
    }

    /// <summary>Whether no new connection is taken any more.</summary>
    public bool IsClosing => _isClosing;

    /// <summary>No new connection is taken from now on.</summary>
    public void TakeNoNew() => _isClosing = true;

    /// <summary>New connections are taken again.</summary>
    public void TakeNew() => _isClosing = false;

    /// <summary>Completes when there is no connection. One at a time may wait for it, when no new connection is taken.</summary>
    public Task WhenEmptyAsync()
    {
        var empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _empty = empty;
        TellWaiting();
        return empty.Task;
    }

    /// <summary>Completes when there is no connection and no request of the hub. One at a time may wait for it, when no new connection is taken.</summary>
    /// <remarks>A client between two polls has a connection, and no request.</remarks>
    public Task WhenIdleAsync()
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _idle = idle;
        TellWaiting();
        return idle.Task;
    }

    private void TellWaiting()
    {
        // A full fence: either a request that begins meanwhile is counted here, or it sees that it may not begin. A request ends after its connection was added.
        var isWithoutRequest = Interlocked.CompareExchange(ref _requests, 0, 0) == 0;
        if (Interlocked.CompareExchange(ref _count, 0, 0) != 0) return;
        _empty?.TrySetResult();
        if (isWithoutRequest) _idle?.TrySetResult();
    }
}
