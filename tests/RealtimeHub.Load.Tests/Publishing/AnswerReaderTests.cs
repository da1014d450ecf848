using System.Text;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Publishing.Http;

namespace RealtimeHub.Load.Tests.Publishing;

public sealed class AnswerReaderTests
{
    private const string WithLength = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private const string Chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: 1\r\n\r\n";

    [Theory]
    [InlineData(WithLength)]
    [InlineData(Chunked)]
    public void An_answer_is_the_same_in_whatever_parts_it_comes(string answer)
    {
        for (var part = 1; part <= answer.Length; part++) Assert.Equal("hello", Body(ReaderOf(answer, part).Read()));
    }

    [Fact]
    public void Answers_follow_one_another_on_one_connection()
    {
        var reader = ReaderOf(WithLength + Chunked + WithLength.Replace("hello", "again", StringComparison.Ordinal), part: 7);
        Assert.Equal(["hello", "hello", "again"], [Body(reader.Read()), Body(reader.Read()), Body(reader.Read())]);
    }

    [Fact]
    public void An_answer_without_a_length_ends_with_the_connection()
    {
        var answer = ReaderOf("HTTP/1.1 200 OK\r\n\r\nhello", part: 9).Read();
        Assert.Equal("hello", Body(answer));
        Assert.False(answer.KeepAlive);
    }

    [Fact]
    public void An_answer_without_a_body_ends_with_its_head() => Assert.Equal(204, ReaderOf("HTTP/1.1 204 No Content\r\n\r\n", part: 50).Read().Status);

    [Fact]
    public void An_interim_answer_is_passed_over() => Assert.Equal("hello", Body(ReaderOf("HTTP/1.1 100 Continue\r\n\r\n" + WithLength, part: 11).Read()));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", true)]
    public void A_server_says_whether_the_connection_stays(string answer, bool stays) => Assert.Equal(stays, ReaderOf(answer, part: 100).Read().KeepAlive);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")]
    [InlineData("HTTP/1.1 200")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1 and more of it\r\n\r\n")]
    public void Half_an_answer_and_no_answer_are_errors(string answer) =>
        Assert.True(Assert.Throws<PublishException>(() => { ReaderOf(answer, part: 10).Read(); }).MayBeTaken);

    private static string Body(HttpAnswer answer) => Encoding.ASCII.GetString(answer.Body.Span);

    private static AnswerReader ReaderOf(string answers, int part)
    {
        var bytes = Encoding.ASCII.GetBytes(answers);
        var at = 0;
        return new AnswerReader(into =>
        {
            var count = Math.Min(Math.Min(part, into.Length), bytes.Length - at);
            bytes.AsSpan(at, count).CopyTo(into);
            at += count;
            return count;
        });
    }
}
