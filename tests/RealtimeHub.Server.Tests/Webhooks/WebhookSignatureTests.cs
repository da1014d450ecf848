using System.Text;
using RealtimeHub.Server.Tasks.Webhook;

namespace RealtimeHub.Server.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    /// <summary>An example that the libraries of Svix and Standard Webhooks are tested with.</summary>
    [Fact]
    public void The_published_example_has_the_published_signature()
    {
        var keys = WebhookSecret.Read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!;

        var headers = WebhookSignature.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1_614_265_330), Encoding.UTF8.GetBytes("""{"test": 2432232314}"""), keys);

        Assert.Equal(
            [("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330"), ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")], headers);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_plJ3nmyCDGBKInavdOK15jsl")]
    [InlineData("whsec_not base64")]
    public void What_is_no_secret_is_none(string? text) => Assert.Null(WebhookSecret.Read(text));

    [Fact]
    public void A_secret_may_have_24_to_64_bytes()
    {
        Assert.All([24, 64], length => Assert.Equal(length, WebhookSecret.Read("whsec_" + Convert.ToBase64String(new byte[length]))![0].Length));
        Assert.All([23, 65], length => Assert.Null(WebhookSecret.Read("whsec_" + Convert.ToBase64String(new byte[length]))));
    }
}
