using System.Buffers.Binary;
using System.Text;

namespace RealtimeHub.Load.Dialects.Mqtt;

/// <summary>What a client of MQTT 3.1.1 sends, and the kinds of what it gets.</summary>
internal static class MqttPackets
{
    public const byte ConnectAck = 0x20;
    public const byte PublishAck = 0x40;
    public const byte SubscribeAck = 0x90;

    /// <summary>The kind of a PUBLISH, without its flags.</summary>
    public const byte Published = 0x30;

    private const byte ConnectKind = 0x10;
    private const byte SubscribeKind = 0x82;
    private const byte AtLeastOnce = 0x02;
    private const byte CleanSession = 0x02;
    private const byte Level = 4;

    /// <summary>Longer ones make no sense here; they have three digits of 7 bits.</summary>
    private const int MaxRemaining = (1 << 21) - 1;

    /// <summary>A clean session without a name of its own, which the server does not expect to ping.</summary>
    public static byte[] Connect() => Packet(ConnectKind, [.. Text("MQTT"), Level, CleanSession, 0, 0, .. Text("")]);

    /// <summary>With quality of service 0.</summary>
    public static byte[] Subscribe(string topic) => Packet(SubscribeKind, [0, 1, .. Text(topic), 0]);

    /// <summary>With quality of service 1.</summary>
    /// <param name="topic">Made by <see cref="Text"/>.</param>
    /// <param name="id">Not 0.</param>
    /// <param name="data">What subscribers get.</param>
    public static byte[] Publish(ReadOnlySpan<byte> topic, ushort id, ReadOnlySpan<byte> data) =>
        Packet(Published | AtLeastOnce, [.. topic, (byte)(id >> 8), (byte)id, .. data]);

    /// <summary>A text with its length in front.</summary>
    public static byte[] Text(string text)
    {
        var packet = new byte[sizeof(ushort) + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)Encoding.UTF8.GetBytes(text, packet.AsSpan(sizeof(ushort))));
        return packet;
    }

    /// <summary>Reads kind and length of a packet.</summary>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="LoadException">It is longer than anything that is expected.</exception>
    public static bool TryReadHead(ReadOnlySpan<byte> input, out byte kind, out int head, out int remaining)
    {
        (kind, head, remaining) = (input.Length > 0 ? input[0] : (byte)0, 0, 0);
        for (var i = 1; i < input.Length; i++)
        {
            if (i > 3) throw new LoadException("the server sent an MQTT packet that is too long");
            remaining |= (input[i] & 0x7F) << (7 * (i - 1));
            if ((input[i] & 0x80) != 0) continue;
            head = i + 1;
            return true;
        }

        return false;
    }

    private static byte[] Packet(byte kind, ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MaxRemaining);
        ReadOnlySpan<byte> length = content.Length switch
        {
            < 1 << 7 => [(byte)content.Length],
            < 1 << 14 => [(byte)(content.Length | 0x80), (byte)(content.Length >> 7)],
            _ => [(byte)(content.Length | 0x80), (byte)((content.Length >> 7) | 0x80), (byte)(content.Length >> 14)],
        };
        return [kind, .. length, .. content];
    }
}
