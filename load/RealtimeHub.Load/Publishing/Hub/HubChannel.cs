using System.Globalization;
using System.Text;

namespace RealtimeHub.Load.Publishing.Hub;

/// <summary>The hub's own <c>Publish</c>, over a connection like that of a client. The server must allow it (<c>AllowClientPublish</c>).</summary>
internal sealed class HubChannel(Uri hub, string? apiKey, int topics) : IPublishChannel
{
    // SignalR's clients ping every 15 seconds; a server lets go of who is silent for 30.
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);

    private readonly byte[]?[] _heads = new byte[topics][];
    private readonly byte[] _message = new byte[128 * 1_024];
    private HubConnection? _connection;
    private ITimer? _pings;
    private long _calls;

    public long AnsweredAt { get; private set; }

    public ValueTask PublishAsync(int topic, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        var connection = Open(stop);
        var id = (++_calls).ToString(CultureInfo.InvariantCulture);
        try
        {
            connection.Send(Invocation(topic, id, data.Span));
            var error = connection.ReadCompletion(id);
            AnsweredAt = connection.LastArrival;
            return error is null ? ValueTask.CompletedTask : throw new PublishException(error);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException or LoadException)
        {
            Close();
            stop.ThrowIfCancellationRequested();
            throw new PublishException(e.Message, mayBeTaken: true);
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private ReadOnlySpan<byte> Invocation(int topic, string id, ReadOnlySpan<byte> data)
    {
        var head = _heads[topic] ??= Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{{\"type\":1,\"target\":\"Publish\",\"arguments\":[\"load-{topic}\","));
        var end = Encoding.ASCII.GetBytes($"],\"invocationId\":\"{id}\"}}\u001e");
        head.CopyTo(_message, 0);
        data.CopyTo(_message.AsSpan(head.Length));
        end.CopyTo(_message, head.Length + data.Length);
        return _message.AsSpan(0, head.Length + data.Length + end.Length);
    }

    private HubConnection Open(CancellationToken stop)
    {
        if (_connection is not null) return _connection;
        var connection = HubConnection.Open(hub, apiKey, stop);
        _pings = TimeProvider.System.CreateTimer(_ => connection.TryPing(), null, PingInterval, PingInterval);
        return _connection = connection;
    }

    private void Close()
    {
        _pings?.Dispose();
        _connection?.Dispose();
        _connection = null;
    }
}
