using System.Buffers;
using System.Text;
using MessagePack;
using RealtimeHub.Load.Dialects;

namespace RealtimeHub.Load.Tests.Dialects;

/// <summary>Both formats say the same.</summary>
public sealed class HubFormatTests
{
    private static readonly string Json = """{"type":1,"target":"gap","arguments":["load-0",44,60,"slow"]}""";

    [Fact]
    public void A_gap_is_read_from_either()
    {
        byte[] packed = Pack(["load-0", 44L, 60L, "slow"]);

        foreach (var message in new[] { new JsonHubFormat().Read(Encoding.UTF8.GetBytes(Json)), new PackHubFormat().Read(packed) })
        {
            Assert.Equal((HubMessage.Invocation, "gap"), (message.Type, message.Target));
            Assert.Equal(("load-0", 44, 60, "slow"), (message.Text(0), message.Number(1), message.Number(2), message.Text(3)));
        }
    }

    [Fact]
    public void A_number_that_is_none_is_told() =>
        Assert.Throws<LoadException>(() => new JsonHubFormat().Read(Encoding.UTF8.GetBytes(Json)).Number(0));

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[1,2]")]
    public void What_is_no_message_is_told(string text)
    {
        Assert.Throws<LoadException>(() => new JsonHubFormat().Read(Encoding.UTF8.GetBytes(text)));
        Assert.Throws<LoadException>(() => new PackHubFormat().Read([0x93, 0x01, 0xC1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(70_000)]
    public void Messages_are_cut_where_they_end_and_not_before(int length)
    {
        foreach (var (format, bytes) in Framed(new byte[length]))
        {
            for (var there = Math.Max(0, bytes.Length - 5); there < bytes.Length; there++)
            {
                ReadOnlySpan<byte> part = bytes.AsSpan(0, there);
                Assert.False(format.TryCut(ref part, out _));
                Assert.Equal(there, part.Length);
            }

            ReadOnlySpan<byte> input = [.. bytes, 1, 2];
            Assert.True(format.TryCut(ref input, out var message));
            Assert.Equal((length, 2), (message.Length, input.Length));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(60_000)]
    [InlineData(4_000_000_000)]
    [InlineData(9_000_000_000_000)]
    public void An_event_is_known_by_its_topic_and_gives_its_offset(long offset)
    {
        byte[][] events = [Encoding.UTF8.GetBytes($$"""{"type":1,"target":"event","arguments":["load-7",{{offset}},"data"]}"""), Pack(["load-7", offset, "data"], "event")];
        HubFormat[] formats = [new JsonHubFormat(), new PackHubFormat()];
        foreach (var (format, message) in formats.Zip(events))
        {
            Assert.True(format.PatternOf("load-7").TryRead(message, out var read, out var data));
            Assert.Equal(offset, read);
            Assert.True(data.IndexOf("data"u8) >= 0);
            Assert.False(format.PatternOf("load-77").TryRead(message, out _, out _));
        }
    }

    [Fact]
    public void An_event_with_meta_is_an_event_too() =>
        Assert.True(new PackHubFormat().PatternOf("load-7").TryRead(Pack(["load-7", 1L, "data", "meta"], "event"), out _, out _));

    private static IEnumerable<(HubFormat Format, byte[] Bytes)> Framed(byte[] message)
    {
        byte[] length = message.Length switch
        {
            < 0x80 => [(byte)message.Length],
            < 0x4000 => [(byte)(message.Length | 0x80), (byte)(message.Length >> 7)],
            _ => [(byte)(message.Length | 0x80), (byte)(message.Length >> 7 | 0x80), (byte)(message.Length >> 14)],
        };
        yield return (new PackHubFormat(), [.. length, .. message]);
        yield return (new JsonHubFormat(), [.. message, 0x1E]);
    }

    private static byte[] Pack(object[] arguments, string target = "gap")
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(6);
        writer.Write(HubMessage.Invocation);
        writer.WriteMapHeader(0);
        writer.WriteNil();
        writer.Write(target);
        writer.WriteArrayHeader(arguments.Length);
        foreach (var argument in arguments) PackValues.Write(ref writer, argument);
        writer.WriteArrayHeader(0);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
