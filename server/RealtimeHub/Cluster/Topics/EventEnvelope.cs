using System.Buffers.Binary;
using System.Text;
using RealtimeHub.Topics;

namespace RealtimeHub.Cluster.Topics;

/// <summary>
/// An event as Redis keeps it: version (1 byte), flags (1), stamp (8), time in milliseconds since 1970 (8), then key, type and id, those that there are, each with its
/// length in front (2), and the data. Numbers are big-endian.
/// </summary>
/// <param name="Stamp">What tells the event from another one with the same place: 64 random bits.</param>
/// <param name="Time">When it was accepted.</param>
/// <param name="Event">The event.</param>
internal readonly record struct EventEnvelope(long Stamp, DateTimeOffset Time, NewEvent Event)
{
    public const byte Version = 1;

    private const int Header = 18;
    private const long LatestTime = 253_402_300_799_999;

    [Flags]
    private enum Flags : byte
    {
        None = 0,
        Json = 1,
        Key = 2,
        Type = 4,
        Id = 8,
        All = Json | Key | Type | Id,
    }

    public byte[] Encode()
    {
        var (key, type, id) = (Event.Key, Event.Type, Event.Id);
        var bytes = new byte[Header + SizeOf(key) + SizeOf(type) + SizeOf(id) + Event.Data.Length];
        bytes[0] = Version;
        bytes[1] = (byte)((Event.IsJson ? Flags.Json : 0) | (key is null ? 0 : Flags.Key) | (type is null ? 0 : Flags.Type) | (id is null ? 0 : Flags.Id));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(2), Stamp);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(10), Time.ToUnixTimeMilliseconds());
        var rest = Write(Write(Write(bytes.AsSpan(Header), key), type), id);
        Event.Data.Span.CopyTo(rest);
        return bytes;
    }

    /// <returns>False when the bytes are not such an event; somebody else writes to the keys of the server.</returns>
    public static bool TryDecode(ReadOnlyMemory<byte> bytes, out EventEnvelope envelope)
    {
        envelope = default;
        var span = bytes.Span;
        if (span.Length < Header || span[0] != Version || (span[1] & ~(byte)Flags.All) != 0) return false;
        var flags = (Flags)span[1];
        var time = BinaryPrimitives.ReadInt64BigEndian(span[10..]);
        if (time is < 0 or > LatestTime) return false;
        var rest = bytes[Header..];
        if (!TryRead(flags.HasFlag(Flags.Key), ref rest, out var key) || !TryRead(flags.HasFlag(Flags.Type), ref rest, out var type) || !TryRead(flags.HasFlag(Flags.Id), ref rest, out var id)) return false;
        envelope = new EventEnvelope(
            BinaryPrimitives.ReadInt64BigEndian(span[2..]), DateTimeOffset.FromUnixTimeMilliseconds(time), new NewEvent(rest, flags.HasFlag(Flags.Json), key, type, id));
        return true;
    }

    private static int SizeOf(string? text) => text is null ? 0 : sizeof(ushort) + Encoding.UTF8.GetByteCount(text);

    private static Span<byte> Write(Span<byte> to, string? text)
    {
        if (text is null) return to;
        var length = Encoding.UTF8.GetBytes(text, to[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)length);
        return to[(sizeof(ushort) + length)..];
    }

    private static bool TryRead(bool isThere, ref ReadOnlyMemory<byte> from, out string? text)
    {
        text = null;
        if (!isThere) return true;
        if (from.Length < sizeof(ushort)) return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(from.Span);
        if (from.Length < sizeof(ushort) + length) return false;
        text = Encoding.UTF8.GetString(from.Span.Slice(sizeof(ushort), length));
        from = from[(sizeof(ushort) + length)..];
        return true;
    }
}
