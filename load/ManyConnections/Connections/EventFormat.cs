using System.Buffers.Text;
using System.Text;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Connections;

/// <summary>
/// Recognises the events of one topic by their exact bytes. Events are nearly all that a client reads, and this reads one
/// without making anything on the heap.
/// </summary>
internal sealed class EventFormat
{
    private readonly byte[] _prefix;

    private readonly Payload _payload;

    public EventFormat(string topic, Payload payload)
    {
        (Topic, _payload) = (topic, payload);
        _prefix = Encoding.UTF8.GetBytes($$"""{"type":1,"target":"event","arguments":["{{topic}}",""");
    }

    public string Topic { get; }

    /// <param name="record">One message of the server.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="due">The moment at which it was to be published, as the publisher wrote it into the data.</param>
    public bool TryRead(ReadOnlySpan<byte> record, out long offset, out long due)
    {
        (offset, due) = (0, 0);
        if (!record.StartsWith(_prefix)) return false;
        var rest = record[_prefix.Length..];
        if (!Utf8Parser.TryParse(rest, out offset, out var digits)) return false;
        rest = rest[digits..];
        return rest.Length == 1 + _payload.Length + 2 && rest[0] == (byte)',' && rest.EndsWith("]}"u8)
            && _payload.TryRead(rest.Slice(1, _payload.Length), out due);
    }
}
