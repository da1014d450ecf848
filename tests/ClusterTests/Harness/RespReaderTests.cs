using System.Buffers;
using System.Text;

namespace ClusterTests.Harness;

public sealed class RespReaderTests
{
    [Theory]
    [InlineData("+OK\r\n", "OK")]
    [InlineData(":42\r\n", "42")]
    [InlineData("$5\r\na\r\nbc\r\n", "a\r\nbc")]
    [InlineData("$-1\r\n", "")]
    [InlineData("*-1\r\n", "")]
    [InlineData("*0\r\n", "")]
    [InlineData("*2\r\n$1\r\na\r\n*1\r\n:7\r\n", "[a, [7]]")]
    [InlineData("%1\r\n+k\r\n#t\r\n", "[k, t]")]
    [InlineData(">2\r\n+message\r\n_\r\n", "[message, ]")]
    [InlineData("|1\r\n+ttl\r\n:1\r\n*1\r\n:5\r\n", "[ttl, 1, [5]]")]
    public void A_value_is_read_when_it_is_there_as_a_whole_and_not_before(string text, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var length = 0; length < bytes.Length; length++)
        {
            var part = new SequenceReader<byte>(new ReadOnlySequence<byte>(bytes, 0, length));
            Assert.False(RespReader.TryRead(ref part, out _));
            Assert.Equal(0, part.Consumed);
        }

        var whole = new SequenceReader<byte>(new ReadOnlySequence<byte>([.. bytes, .. "+more"u8]));
        Assert.True(RespReader.TryRead(ref whole, out var value));
        Assert.Equal(expected, value.ToString());
        Assert.Equal(bytes.Length, whole.Consumed);
    }
}
