using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.Load.Publishing.Hub;

/// <summary>A bare WebSocket with SignalR's JSON protocol on it, for one caller that waits for each answer.</summary>
internal sealed class HubConnection : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(2);
    private static readonly byte[] Ping = [.. "{\"type\":6}\u001e"u8];

    private readonly BlockingSocket _socket;
    private readonly HubRecords _records;
    private readonly Lock _sending = new(); // the caller sends, and so does the timer of the pings
    private byte[] _frame = new byte[4_096];

    private HubConnection(BlockingSocket socket) => (_socket, _records) = (socket, new HubRecords(socket.Receive));

    /// <summary>When something came last: a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long LastArrival => _socket.LastArrival;

    /// <exception cref="PublishException">Nobody listens, or no client may connect.</exception>
    public static HubConnection Open(Uri hub, string? apiKey, CancellationToken stop)
    {
        var connection = new HubConnection(BlockingSocket.Connect(hub.Host, hub.Port, AnswerLimit, stop));
        try
        {
            connection.Greet(hub, apiKey);
            return connection;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or LoadException)
        {
            connection.Dispose();
            throw new PublishException(e.Message);
        }
    }

    /// <summary>Sends one record in a frame of its own.</summary>
    public void Send(ReadOnlySpan<byte> record)
    {
        lock (_sending)
        {
            var length = ClientFrame.Length(record.Length);
            if (_frame.Length < length) _frame = new byte[length * 2];
            _socket.Send(_frame.AsSpan(0, ClientFrame.Write(record, _frame)));
        }
    }

    /// <summary>Says that the client is there. When the connection is broken, the next call will notice it.</summary>
    public void TryPing()
    {
        try
        {
            Send(Ping);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Said above.
        }
    }

    /// <summary>Waits for the answer to a call, and passes over what else comes.</summary>
    /// <returns>Why the call was refused; null when it was carried out.</returns>
    public string? ReadCompletion(string id)
    {
        while (true)
        {
            var record = _records.Next();
            if (record.IndexOf("\"type\":3"u8) >= 0 && record.IndexOf(Encoding.ASCII.GetBytes($"\"invocationId\":\"{id}\"")) >= 0)
                return record.IndexOf("\"error\":"u8) < 0 ? null : Encoding.UTF8.GetString(record);
            if (record.IndexOf("\"type\":7"u8) >= 0) throw new LoadException($"the server closed the connection: {Encoding.UTF8.GetString(record)}");
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Greet(Uri hub, string? apiKey)
    {
        _socket.Send(Encoding.ASCII.GetBytes(
            $"GET {hub.PathAndQuery} HTTP/1.1\r\nHost: {hub.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{(apiKey is null ? "" : $"X-API-Key: {apiKey}\r\n")}\r\n"));
        var head = _records.ReadHead();
        if (!head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) throw new LoadException($"the hub answered: {head.Split('\r')[0]}");
        Send("{\"protocol\":\"json\",\"version\":1}\u001e"u8);
        var answer = _records.Next();
        if (!answer.SequenceEqual("{}"u8)) throw new LoadException($"the hub does not speak JSON: {Encoding.UTF8.GetString(answer)}");
    }
}
