using System.Text.Unicode;
using CsCheck;
using RealtimeHub.Transport.WebSockets;

namespace RealtimeHub.Transport.Tests.WebSockets;

/// <summary>The small pure parts, held against what is obviously right.</summary>
public sealed class PureTests
{
    // Bytes that make text now and then, and almost text often.
    private static readonly Gen<byte[]> AlmostText = Gen.Frequency(
        (3, Gen.Byte[0x20, 0x7E].Array[1, 3]),
        (2, Gen.Int[0, 0x10FFFF].Where(rune => rune is < 0xD800 or > 0xDFFF).Select(rune => System.Text.Encoding.UTF8.GetBytes(char.ConvertFromUtf32(rune)))),
        (1, Gen.Byte.Array[1, 2]))
        .Array[0, 12].Select(parts => parts.SelectMany(part => part).ToArray());

    [Fact]
    public void A_mask_comes_off_however_the_payload_is_cut() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.UInt, Gen.Int[0, 70].Array[0, 8]).Sample(
            (payload, mask, cuts) =>
            {
                var key = BitConverter.GetBytes(mask);
                var masked = payload.Select((one, i) => (byte)(one ^ key[i % 4])).ToArray();
                var (start, turned) = (0, mask);
                foreach (var part in Pieces(payload.Length, cuts))
                {
                    turned = Mask.Remove(masked.AsSpan(start, part), turned);
                    start += part;
                }

                Assert.Equal(payload, masked);
            },
            iter: Campaign.Cases);

    [Fact]
    public void A_text_is_judged_the_same_in_parts_as_at_once() =>
        Gen.Select(AlmostText, Gen.Int[0, 5].Array[0, 20]).Sample(
            (text, cuts) =>
            {
                var (check, start, isRight) = (default(Utf8Check), 0, true);
                foreach (var part in Pieces(text.Length, cuts))
                {
                    isRight = isRight && check.Add(text.AsSpan(start, part));
                    start += part;
                }

                Assert.Equal(Utf8.IsValid(text), isRight && check.End());
            },
            iter: Campaign.Cases);

    [Theory]
    [InlineData(0, "8200")]
    [InlineData(125, "827D")]
    [InlineData(126, "827E007E")]
    [InlineData(65_535, "827EFFFF")]
    [InlineData(65_536, "827F0000000000010000")]
    [InlineData(int.MaxValue, "827F000000007FFFFFFF")]
    public void The_head_of_a_frame_ends_where_the_room_ends(int payload, string expected)
    {
        var room = new byte[FrameHead.MaxSize + 3];
        var size = FrameHead.Write(room, Opcode.Binary, payload);

        Assert.Equal(expected, Convert.ToHexString(room.AsSpan(room.Length - size)));
        Assert.All(room[..^size], one => Assert.Equal(0, one));
    }

    [Fact]
    public void A_frame_is_its_head_and_its_payload()
    {
        Assert.Equal("8105"u8.Length + 3, FrameHead.Frame(Opcode.Text, "hello"u8).Length);
        Assert.Equal([0x81, 5, .. "hello"u8], FrameHead.Frame(Opcode.Text, "hello"u8));
    }

    private static IEnumerable<int> Pieces(int length, int[] cuts)
    {
        foreach (var cut in cuts)
        {
            var part = Math.Min(cut, length);
            length -= part;
            yield return part;
        }

        yield return length;
    }
}
