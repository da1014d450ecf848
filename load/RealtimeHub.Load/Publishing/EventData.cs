using System.Buffers;
using System.Buffers.Text;
using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Publishing;

/// <summary>Writes the data of events into one buffer: only the digits of the mark change from one to the next.</summary>
internal sealed class EventData(int length)
{
    private const int TopicAt = 4;
    private const int SequenceAt = 9;
    private const int DueAt = 21;

    private readonly byte[] _buffer = Marks.WriteJson(default, length);

    /// <summary>Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(in EventMark mark)
    {
        Digits(mark.Topic, TopicAt, SequenceAt - TopicAt);
        Digits(mark.Sequence, SequenceAt, DueAt - SequenceAt);
        Digits(mark.Due, DueAt, 20);
        return _buffer;
    }

    private void Digits(long value, int at, int count) =>
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(at, count), out _, new StandardFormat('D', (byte)count));
}
