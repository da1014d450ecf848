using System.Buffers.Binary;
using System.Net.Sockets;
using RealtimeHub.Load.Dialects.Mqtt;

namespace RealtimeHub.Load.Publishing.Mqtt;

/// <summary>
/// Publishes with MQTT 3.1.1 over TCP, with quality of service 1: the server acknowledges each event, as an answer to a POST does
/// it. Subscribers get it with the quality that they asked for.
/// </summary>
internal sealed class MqttChannel(Uri address, int topics) : IPublishChannel
{
    private const int AckLength = 4;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(2);

    private readonly byte[]?[] _names = new byte[topics][];
    private readonly byte[] _answer = new byte[AckLength];
    private BlockingSocket? _socket;
    private ushort _lastId;

    public ValueTask PublishAsync(int topic, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        try
        {
            Open(stop);
            var id = NextId();
            _socket!.Send(MqttPackets.Publish(_names[topic] ??= MqttPackets.Text($"load-{topic}"), id, data.Span));
            var acknowledged = ReadAnswer(MqttPackets.PublishAck);
            if (acknowledged != id) throw new PublishException("the server acknowledged another event", mayBeTaken: true);
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or PublishException)
        {
            Close();
            stop.ThrowIfCancellationRequested();
            throw e as PublishException ?? new PublishException(e.Message, mayBeTaken: true);
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private void Open(CancellationToken stop)
    {
        if (_socket is not null) return;
        _socket = BlockingSocket.Connect(address.Host, address.Port, AnswerLimit, stop);
        _socket.Send(MqttPackets.Connect());
        if (ReadAnswer(MqttPackets.ConnectAck) is not 0 and var reason) throw new PublishException($"the server refused the connection with code {reason}");
    }

    /// <summary>Both answers that are expected here have two bytes after their head.</summary>
    private ushort ReadAnswer(byte kind)
    {
        for (var count = 0; count < AckLength;)
        {
            var more = _socket!.Receive(_answer.AsSpan(count));
            if (more == 0) throw new PublishException("the server closed the connection before it had answered", mayBeTaken: true);
            count += more;
        }

        if (_answer[0] != kind) throw new PublishException($"the server answered with a packet of kind {_answer[0]:x}", mayBeTaken: true);
        return BinaryPrimitives.ReadUInt16BigEndian(_answer.AsSpan(2));
    }

    // 0 is not allowed.
    private ushort NextId() => _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
