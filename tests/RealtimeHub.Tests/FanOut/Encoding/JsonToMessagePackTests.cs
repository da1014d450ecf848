using System.Buffers;
using System.Text;
using CsCheck;
using MessagePack;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Encoding;

public sealed class JsonToMessagePackTests
{
    [Theory]
    [InlineData("null", "C0")]
    [InlineData("true", "C3")]
    [InlineData(" false ", "C2")]
    [InlineData("0", "00")]
    [InlineData("-1", "FF")]
    [InlineData("300", "CD012C")]
    [InlineData("9223372036854775807", "CF7FFFFFFFFFFFFFFF")]
    [InlineData("-9223372036854775808", "D38000000000000000")]
    [InlineData("18446744073709551615", "CFFFFFFFFFFFFFFFFF")]
    [InlineData("1.5", "CB3FF8000000000000")]
    [InlineData("\"\"", "A0")]
    [InlineData("\"a\\u00e4\\n\"", "A461C3A40A")]
    [InlineData("[]", "90")]
    [InlineData("{}", "80")]
    [InlineData("\n[ 1 , [ ] , { } ]", "93019080")]
    [InlineData("[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]", "DC0010000102030405060708090A0B0C0D0E0F")]
    [InlineData("{\"a\":{\"b\":[1,2]},\"c\":[[]]}", "82A16181A162920102A1639190")]
    public void A_value_becomes_the_same_value(string json, string hex) => Assert.Equal(hex, System.Convert.ToHexString(Convert(json)));

    [Fact]
    public void Names_that_come_twice_come_twice() => Assert.Equal("82A16101A16102", System.Convert.ToHexString(Convert("""{"a":1,"a":2}""")));

    [Theory]
    [InlineData("18446744073709551616", 18446744073709551616d)]
    [InlineData("1e400", double.PositiveInfinity)]
    [InlineData("-1e400", double.NegativeInfinity)]
    [InlineData("1e99999999999", double.PositiveInfinity)]
    [InlineData("1e-99999999999", 0d)]
    [InlineData("0e99999999999", 0d)]
    public void A_number_that_is_no_64_bit_integer_becomes_what_a_browser_reads(string json, double expected) =>
        Assert.Equal(expected, MessagePackSerializer.Deserialize<double>(Convert(json), cancellationToken: TestContext.Current.CancellationToken));

    [Fact]
    public void A_number_of_thousands_of_digits_is_carried() =>
        Assert.Equal(
            1e300, MessagePackSerializer.Deserialize<double>(Convert("1" + new string('0', 300)), cancellationToken: TestContext.Current.CancellationToken));

    [Fact]
    public void The_deepest_json_that_may_be_configured_is_carried()
    {
        const int Depth = 60;

        var bytes = Convert(new string('[', Depth) + new string(']', Depth));

        Assert.Equal(Depth, bytes.Length);
        Assert.Equal(0x90, bytes[^1]);
    }

    [Fact]
    public void It_writes_what_the_librarys_converter_writes() =>
        JsonGen.Any.Sample(json => Convert(json).SequenceEqual(MessagePackSerializer.ConvertFromJson(json)), iter: Campaign.Cases);

    [Fact]
    public void Nothing_is_allocated_but_what_is_written()
    {
        var json = """{"a":{"b":[1,2]},"c":[[]]}"""u8.ToArray();
        var output = new ArrayBufferWriter<byte>(1_024);

        // The first time on a thread makes what the later ones use again.
        Write(json, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Write(json, output);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] Convert(string json)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(System.Text.Encoding.UTF8.GetBytes(json), output);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(byte[] json, ArrayBufferWriter<byte> output)
    {
        var writer = new MessagePackWriter(output);
        JsonToMessagePack.Write(ref writer, json);
        writer.Flush();
    }
}
