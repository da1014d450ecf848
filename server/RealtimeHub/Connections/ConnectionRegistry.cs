using System.Collections.Concurrent;

namespace RealtimeHub.Connections;

/// <summary>All open connections of the node.</summary>
internal sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<string, ClientConnection> _connections = new(StringComparer.Ordinal);

    public IEnumerable<ClientConnection> All => _connections.Select(entry => entry.Value);

    public void Add(ClientConnection connection) => _connections[connection.Id] = connection;

    public void Remove(ClientConnection connection) => _connections.TryRemove(connection.Id, out _);
}
