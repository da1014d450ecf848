using RealtimeHub.Server.Tasks.Webhook;
using RealtimeHub.Server.Tests.Support;

namespace RealtimeHub.Server.Tests.Webhooks;

public sealed class WebhookTaskArgsTests
{
    [Theory]
    [InlineData("""{"url":"ftp://example.com/","body":1}""", "url is no http")]
    [InlineData("""{"url":"/path","body":1}""", "url is no http")]
    [InlineData("""{"url":"file:///etc/passwd","body":1}""", "url is no http")]
    [InlineData("""{"url":"https://user:password@example.com/","body":1}""", "url has a password")]
    [InlineData("""{"url":"https://example.com/"}""", "body is missing")]
    [InlineData("""{"url":"https://example.com/","body":1,"headers":{"a":"b\r\nc: d"}}""", "printable")]
    [InlineData("""{"url":"https://example.com/","body":1,"headers":{"a\r\nb":"c"}}""", "a name that is none")]
    [InlineData("""{"url":"https://example.com/","body":1,"headers":{"":"c"}}""", "a name that is none")]
    [InlineData("""{"url":"https://example.com/","body":1,"headers":{"Host":"c"}}""", "server's own")]
    [InlineData("""{"url":"https://example.com/","body":1,"headers":{"Webhook-Signature":"c"}}""", "server's own")]
    [InlineData("""{"url":"https://example.com/","body":1,"headers":{"Transfer-Encoding":"chunked"}}""", "server's own")]
    [InlineData("""{"url":"https://example.com/","body":1,"headers":null}""", "headers is no object")]
    public void A_call_that_cannot_be_made_is_not_started(string args, string problem) => Assert.Contains(problem, Arguments.ProblemsOf<WebhookTaskArgs>(args), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"url":"https://example.com/","body":null}""")]
    [InlineData("""{"url":"http://example.com:8080/a?b=c","body":[1],"headers":{"X-A":"b c","Authorization":"Bearer x"},"secret":"shop"}""")]
    public void A_call_that_can_be_made_is(string args) => Assert.Equal("", Arguments.ProblemsOf<WebhookTaskArgs>(args));
}
