using System.Buffers;
using System.Buffers.Binary;
using MessagePack;

namespace RealtimeHub.Load.Dialects;

/// <summary>Recognises RealtimeHub's events of one topic in MessagePack: [1, {}, nil, "event", [topic, offset, data(, meta)], []].</summary>
internal sealed class PackEventPattern(string topic) : EventPattern
{
    private const int Arguments = 3;
    private const byte MaxFixed = 0x7F;
    private const byte UInt8 = 0xCC;
    private const byte UInt16 = 0xCD;
    private const byte UInt32 = 0xCE;
    private const byte UInt64 = 0xCF;

    private readonly byte[] _prefix = Prefix(topic, Arguments);
    private readonly byte[] _prefixWithMeta = Prefix(topic, Arguments + 1);

    public override bool TryRead(ReadOnlySpan<byte> message, out long offset, out ReadOnlySpan<byte> data)
    {
        data = message;
        offset = 0;
        if (!message.StartsWith(_prefix) && !message.StartsWith(_prefixWithMeta)) return false;
        data = message[_prefix.Length..];
        return TryReadNumber(ref data, out offset);
    }

    private static byte[] Prefix(string topic, int arguments)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(6);
        writer.Write(HubMessage.Invocation);
        writer.WriteMapHeader(0);
        writer.WriteNil();
        writer.Write("event");
        writer.WriteArrayHeader(arguments);
        writer.Write(topic);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static bool TryReadNumber(ref ReadOnlySpan<byte> input, out long number)
    {
        number = 0;
        if (input.IsEmpty) return false;
        var code = input[0];
        var length = code switch { <= MaxFixed => 0, UInt8 => 1, UInt16 => 2, UInt32 => 4, UInt64 => 8, _ => -1 };
        if (length < 0 || input.Length <= length) return false;
        var digits = input.Slice(1, length);
        number = length switch
        {
            0 => code,
            1 => digits[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(digits),
            4 => BinaryPrimitives.ReadUInt32BigEndian(digits),
            _ => (long)BinaryPrimitives.ReadUInt64BigEndian(digits),
        };
        input = input[(1 + length)..];
        return true;
    }
}
