using System.Buffers;
using System.Buffers.Binary;
using RealtimeHub.Connections;
using RealtimeHub.FanOut;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Topics;

namespace RealtimeHub.Tests.FanOut.Support;

/// <summary>Writes what a test needs to know of events and gaps, and their data, in as few bytes as possible.</summary>
internal sealed class PlainEncoder(string protocol) : IEventEncoder
{
    /// <summary>What an event takes besides its data, and what a gap takes.</summary>
    public const int Overhead = 20;

    private const int DataLengthAt = 16;

    public string Protocol => protocol;

    public ClientMessage Ping { get; } = new(protocol, new byte[] { 0 });

    public byte[] TopicPrefix(string topic) => [];

    public void WriteEvent(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> topicPrefix, TopicEvent item, EventShape shape)
    {
        Write(output, item.Offset - 1, item.Offset, item.Data.Length);
        output.Write(item.Data.Span);
    }

    public void WriteGap(ArrayBufferWriter<byte> output, string topic, long from, long to, string reason) => Write(output, from, to, -1);

    /// <summary>Reads what was written.</summary>
    public static List<Part> Read(ReadOnlySpan<byte> bytes)
    {
        var parts = new List<Part>();
        while (!bytes.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[DataLengthAt..]);
            parts.Add(new Part(BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), IsGap: length < 0));
            bytes = bytes[(Overhead + Math.Max(0, length))..];
        }

        return parts;
    }

    /// <summary>Reads a slice as the connection does that it is written to.</summary>
    public static List<Part> Read(Slice slice) => Read(slice.Message.Bytes.Span);

    private static void Write(ArrayBufferWriter<byte> output, long from, long to, int dataLength)
    {
        var span = output.GetSpan(Overhead);
        BinaryPrimitives.WriteInt64LittleEndian(span, from);
        BinaryPrimitives.WriteInt64LittleEndian(span[8..], to);
        BinaryPrimitives.WriteInt32LittleEndian(span[DataLengthAt..], dataLength);
        output.Advance(Overhead);
    }

    /// <summary>The event at <paramref name="To"/>, or a gap.</summary>
    internal readonly record struct Part(long From, long To, bool IsGap);
}
