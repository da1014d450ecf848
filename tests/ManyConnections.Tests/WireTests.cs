using System.Text;
using CsCheck;
using RealtimeHub.Load.Connections;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Tests;

/// <summary>What the server sends is read the same, wherever the network cuts it.</summary>
public sealed class WireTests
{
    private const byte FinalText = 0x81;
    private const byte FinalPing = 0x89;

    private static readonly Payload Payload = new(Payload.DefaultLength);

    [Fact]
    public void Records_are_read_whole_however_frames_and_receives_cut_them() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 400].List[1, 20], Gen.Int[1, 70_000], Gen.Int[1, 500]).Sample((records, frameSize, receiveSize) =>
        {
            var stream = Encoding.ASCII.GetBytes(string.Concat(records.Select(record => record + "\u001e")));
            byte[] wire = [.. stream.Chunk(frameSize).SelectMany(part => (IEnumerable<byte>)[.. Frame(FinalText, part), .. Frame(FinalPing, [1, 2])])];
            return Read(wire, receiveSize).SequenceEqual(records);
        });

    [Fact]
    public void A_long_frame_is_read()
    {
        var record = new string('x', 70_000);
        Assert.Equal([record], Read(Frame(FinalText, Encoding.ASCII.GetBytes(record + "\u001e")), receiveSize: 1_000));
    }

    [Fact]
    public void An_event_gives_its_offset_and_the_moment_at_which_it_was_due()
    {
        var record = EventRecord("load-1", 42, Encoding.ASCII.GetString(Payload.Write(123_456_789)));
        Assert.True(new EventFormat("load-1", Payload).TryRead(record, out var offset, out var due));
        Assert.Equal((42, 123_456_789), (offset, due));
    }

    [Fact]
    public void An_event_of_another_topic_or_with_damaged_data_is_not_taken()
    {
        var data = Encoding.ASCII.GetString(Payload.Write(1));
        Assert.False(new EventFormat("load-1", Payload).TryRead(EventRecord("load-11", 1, data), out _, out _));
        Assert.False(new EventFormat("load-1", Payload).TryRead(EventRecord("load-1", 1, data[..^2] + "\""), out _, out _));
    }

    [Theory]
    [InlineData(22)]
    [InlineData(128)]
    [InlineData(65_536)]
    public void A_payload_has_the_length_that_was_asked_for(int length) => Assert.Equal(length, new Payload(length).Write(long.MaxValue).Length);

    private static byte[] EventRecord(string topic, long offset, string data) =>
        Encoding.ASCII.GetBytes($$"""{"type":1,"target":"event","arguments":["{{topic}}",{{offset}},{{data}}]}""");

    private static byte[] Frame(byte kind, byte[] payload) => payload.Length switch
    {
        <= 125 => [kind, (byte)payload.Length, .. payload],
        <= ushort.MaxValue => [kind, 126, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload],
        _ => [kind, 127, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, .. payload],
    };

    private static List<string> Read(byte[] wire, int receiveSize)
    {
        var (frames, records, kept) = (new FrameReader(), new RecordReader(), Array.Empty<byte>());
        var read = new List<string>();
        foreach (var received in wire.Chunk(receiveSize))
        {
            ReadOnlySpan<byte> input = [.. kept, .. received];
            while (frames.TryRead(ref input, out var kind, out var payload))
            {
                if (kind >= FrameKind.Close) continue;
                while (records.TryRead(ref payload, out var record)) read.Add(Encoding.ASCII.GetString(record));
            }

            kept = input.ToArray();
        }

        return read;
    }
}
