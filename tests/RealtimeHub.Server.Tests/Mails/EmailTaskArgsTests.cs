using System.Text.Json;
using RealtimeHub.Server.Tasks.Email;
using RealtimeHub.Server.Tests.Support;

namespace RealtimeHub.Server.Tests.Mails;

public sealed class EmailTaskArgsTests
{
    [Theory]
    [InlineData("""{"to":[],"subject":"s","text":"t"}""", "To")]
    [InlineData("""{"to":["ann"],"subject":"s","text":"t"}""", "to[0] is no address")]
    [InlineData("""{"to":["a@example.com","a@example.com, b@example.com"],"subject":"s","text":"t"}""", "to[1] is no address")]
    [InlineData("""{"to":["a@example.com\r\nBcc: b@example.com"],"subject":"s","text":"t"}""", "to[0] is no address")]
    [InlineData("""{"to":["A\r\nBcc: b@example.com <a@example.com>"],"subject":"s","text":"t"}""", "to[0] is no address")]
    [InlineData("""{"to":[null],"subject":"s","text":"t"}""", "to[0] is no address")]
    [InlineData("""{"to":["a@example.com"],"subject":"s\r\nBcc: b@example.com","text":"t"}""", "subject has a line break")]
    [InlineData("""{"to":["a@example.com"],"subject":"s","text":"t","replyTo":"a@example.com\nX: y"}""", "replyTo is no address")]
    [InlineData("""{"to":["a@example.com"],"subject":"s"}""", "give text, html or both")]
    [InlineData("""{"to":["a@example.com"],"text":"t"}""", "Subject")]
    public void A_mail_that_cannot_be_sent_is_not_started(string args, string problem) => Assert.Contains(problem, Arguments.ProblemsOf<EmailTaskArgs>(args), StringComparison.Ordinal);

    [Fact]
    public void A_mail_that_can_be_sent_is() =>
        Assert.Equal("", Arguments.ProblemsOf<EmailTaskArgs>("""{"to":["a@example.com","Zoë \"Z\" <zoe@example.com>"],"subject":"s ✓","html":"h","replyTo":"Help <help@example.com>"}"""));

    [Fact]
    public void A_hundred_recipients_are_the_most() =>
        Assert.Contains("To", Arguments.ProblemsOf<EmailTaskArgs>($$"""{"to":{{JsonSerializer.Serialize(Enumerable.Range(0, 101).Select(i => $"a{i}@example.com"))}},"subject":"s","text":"t"}"""), StringComparison.Ordinal);
}
