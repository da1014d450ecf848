using System.Buffers.Binary;
using System.Text;
using CsCheck;
using RealtimeHub.Cluster.Topics;
using RealtimeHub.TestKit;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Cluster;

public sealed class EventEnvelopeTests
{
    private static readonly Gen<EventEnvelope> Envelopes =
        from stamp in Gen.Long
        from time in Gen.Long[0, 253_402_300_799_999]
        from data in Gen.Byte.Array[0, 200]
        from isJson in Gen.Bool
        from key in Gen.String[0, 20].Null()
        from type in Gen.String[0, 20].Null()
        from id in Gen.String[0, 20].Null()
        select new EventEnvelope(stamp, DateTimeOffset.FromUnixTimeMilliseconds(time), new NewEvent(data, isJson, Valid(key), Valid(type), Valid(id)));

    [Fact]
    public void What_was_written_is_read() =>
        Envelopes.Sample(
            envelope =>
            {
                Assert.True(EventEnvelope.TryDecode(envelope.Encode(), out var read));
                Assert.Equal((envelope.Stamp, envelope.Time, envelope.Event.IsJson), (read.Stamp, read.Time, read.Event.IsJson));
                Assert.Equal((envelope.Event.Key, envelope.Event.Type, envelope.Event.Id), (read.Event.Key, read.Event.Type, read.Event.Id));
                Assert.Equal(envelope.Event.Data.ToArray(), read.Event.Data.ToArray());
            },
            iter: Campaign.Cases);

    [Fact]
    public void Any_other_bytes_are_refused_or_read_and_never_throw() =>
        Gen.Byte.Array[0, 300].Sample(
            bytes =>
            {
                _ = EventEnvelope.TryDecode(bytes, out _);
                _ = PushedEvent.TryDecode(bytes, out _);
                if (bytes.Length > 0) bytes[0] = EventEnvelope.Version;
                _ = EventEnvelope.TryDecode(bytes, out _);
                _ = PushedEvent.TryDecode(bytes, out _);
            },
            iter: Campaign.Cases);

    [Fact]
    public void An_event_that_is_cut_off_in_its_texts_is_refused()
    {
        var whole = new EventEnvelope(7, DateTimeOffset.UnixEpoch, Given("key")).Encode();

        for (var length = 0; length < whole.Length; length++) Assert.False(EventEnvelope.TryDecode(whole.AsMemory(0, length), out _));
    }

    [Fact]
    public void What_Redis_tells_has_epoch_and_offset_in_front()
    {
        var envelope = new EventEnvelope(7, DateTimeOffset.UnixEpoch, Given("key"));

        Assert.True(PushedEvent.TryDecode(Message("abc", 42, envelope.Encode()), out var pushed));
        Assert.Equal(("abc", 42, 7), (pushed.Epoch, pushed.Offset, pushed.Envelope.Stamp));
        Assert.False(PushedEvent.TryDecode(Message("abc", 0, envelope.Encode()), out _));
        Assert.False(PushedEvent.TryDecode(Message("abc", -1, envelope.Encode()), out _));
        Assert.False(PushedEvent.TryDecode(Message("", 42, envelope.Encode()), out _));
    }

    /// <summary>As publish.lua makes it.</summary>
    private static byte[] Message(string epoch, long offset, byte[] envelope)
    {
        var number = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, offset);
        return [1, (byte)epoch.Length, .. Encoding.ASCII.GetBytes(epoch), .. number, .. envelope];
    }

    private static NewEvent Given(string key) => new(ReadOnlyMemory<byte>.Empty, IsJson: false, key, Type: null, Id: null);

    /// <summary>Half a surrogate pair is no text that anybody can send.</summary>
    private static string? Valid(string? text) => text is null ? null : new string([.. text.Where(c => !char.IsSurrogate(c))]);
}
