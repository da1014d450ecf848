using System.Buffers.Binary;
using System.Text;

namespace RealtimeHub.Cluster.Topics;

/// <summary>An event as Redis tells it: version (1 byte), length of the epoch (1), epoch, offset (8), and the event as it is kept.</summary>
/// <param name="Epoch">The life of the topic.</param>
/// <param name="Offset">Its place.</param>
/// <param name="Envelope">The event.</param>
internal readonly record struct PushedEvent(string Epoch, long Offset, EventEnvelope Envelope)
{
    private const int MaxEpochLength = 64;

    /// <returns>False when the bytes are not such a message; somebody else publishes on the channels of the server.</returns>
    public static bool TryDecode(ReadOnlyMemory<byte> bytes, out PushedEvent pushed)
    {
        pushed = default;
        var span = bytes.Span;
        if (span.Length < 2 || span[0] != EventEnvelope.Version) return false;
        var (length, offsetAt) = ((int)span[1], 2 + span[1]);
        if (length is 0 or > MaxEpochLength || span.Length < offsetAt + sizeof(long)) return false;
        var offset = BinaryPrimitives.ReadInt64BigEndian(span[offsetAt..]);
        if (offset < 1 || !EventEnvelope.TryDecode(bytes[(offsetAt + sizeof(long))..], out var envelope)) return false;
        pushed = new PushedEvent(Encoding.ASCII.GetString(span.Slice(2, length)), offset, envelope);
        return true;
    }
}
