using System.Buffers.Binary;
using RealtimeHub.Load.Dialects.Mqtt;
using RealtimeHub.Load.Publishing.Pipelined;

namespace RealtimeHub.Load.Publishing.Mqtt;

/// <summary>
/// Publishes with MQTT 3.1.1 over TCP, with quality of service 1: the server acknowledges each event, as an answer to a POST does
/// it. Subscribers get it with the quality that they asked for.
/// </summary>
/// <param name="address">Host and port.</param>
/// <param name="topics">How many there are.</param>
internal sealed class MqttChannel(Uri address, int topics) : PipelinedChannel(address)
{
    private const int AckLength = 4;

    private readonly byte[]?[] _names = new byte[topics][];
    private readonly byte[] _answer = new byte[AckLength];
    private ushort _lastSent;
    private ushort _lastAcknowledged;

    /// <summary>Answers are read one by one.</summary>
    protected override bool HasInput => false;

    protected override void Greet()
    {
        Socket.Send(MqttPackets.Connect());
        if (ReadAnswer(MqttPackets.ConnectAck) is not 0 and var reason) throw new PublishException($"the server refused the connection with code {reason}");
        _lastAcknowledged = _lastSent;
    }

    protected override ReadOnlySpan<byte> Request(int topic, ReadOnlySpan<byte> data)
    {
        _lastSent = After(_lastSent);
        return MqttPackets.Publish(_names[topic] ??= MqttPackets.Text($"load-{topic}"), _lastSent, data);
    }

    protected override string? Answer()
    {
        _lastAcknowledged = After(_lastAcknowledged);
        return ReadAnswer(MqttPackets.PublishAck) == _lastAcknowledged
            ? null
            : throw new PublishException("the server acknowledged another event", mayBeTaken: true);
    }

    /// <summary>Both answers that are expected here have two bytes after their head.</summary>
    private ushort ReadAnswer(byte kind)
    {
        for (var count = 0; count < AckLength;)
        {
            var more = Socket.Receive(_answer.AsSpan(count));
            if (more == 0) throw new PublishException("the server closed the connection before it had answered", mayBeTaken: true);
            count += more;
        }

        if (_answer[0] != kind) throw new PublishException($"the server answered with a packet of kind {_answer[0]:x}", mayBeTaken: true);
        return BinaryPrimitives.ReadUInt16BigEndian(_answer.AsSpan(2));
    }

    // 0 is not allowed.
    private static ushort After(ushort id) => id == ushort.MaxValue ? (ushort)1 : (ushort)(id + 1);
}
