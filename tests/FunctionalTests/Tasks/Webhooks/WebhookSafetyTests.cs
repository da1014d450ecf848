using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests.Tasks.Webhooks;

/// <summary>Whoever may start a webhook reaches by it nobody that only the server can reach, and learns no secret.</summary>
public sealed class WebhookSafetyTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public async Task Only_addresses_of_the_open_internet_are_called()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await TestServer.StartAsync();
        string[] here = ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0", "[::]"];
        string[] urls = [.. here.Select(host => $"http://{host}:{receiver.Port}/"), "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[fd00::1]/"];

        foreach (var url in urls) BuiltInTasks.Failed(await server.RunTaskAsync("webhook", new { url, body = 1 }), "forbidden");

        Assert.Equal(0, receiver.Waiting);
    }

    [Fact]
    public async Task Where_hosts_are_listed_no_other_one_is_called()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await TestServer.StartAsync(("Tasks:Webhook:AllowPrivateAddresses", "true"), ("Tasks:Webhook:AllowedHosts:0", "*.example.com"), ("Tasks:Webhook:AllowedHosts:1", "localhost"));

        BuiltInTasks.Failed(await server.RunTaskAsync("webhook", new { url = receiver.Url, body = 1 }), "forbidden");
        BuiltInTasks.Failed(await server.RunTaskAsync("webhook", new { url = "http://badexample.com/", body = 1 }), "forbidden");
        BuiltInTasks.Succeeded(await server.RunTaskAsync("webhook", new { url = $"http://LOCALHOST:{receiver.Port}/", body = 1 }));
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var other = await Receiver.StartAsync();
        await using var server = await TestServer.StartAsync(("Tasks:Webhook:AllowPrivateAddresses", "true"));

        foreach (var status in (int[])[301, 302, 303, 307, 308])
        {
            receiver.Then(status, "", ("Location", other.Url));
            BuiltInTasks.Failed(await server.RunTaskAsync("webhook", new { url = receiver.Url, body = 1 }), "redirected");
        }

        Assert.Equal(0, other.Waiting);
    }

    [Fact]
    public async Task A_receiver_whose_certificate_nobody_has_signed_gets_nothing()
    {
        using var certificate = new UnsignedCertificate();
        await using var receiver = await Receiver.StartAsync(certificate: certificate);
        await using var server = await TestServer.StartAsync(
            ("Tasks:Webhook:AllowPrivateAddresses", "true"), ("Tasks:Webhook:Secrets:shop", Secret), ("Tasks:Kinds:webhook:MaxAttempts", "2"), ("Tasks:Kinds:webhook:RetryDelay", "00:00:00.020"));

        var end = await server.RunTaskAsync("webhook", new { url = $"https://localhost:{receiver.Port}/", body = 1, secret = "shop" });

        BuiltInTasks.Failed(end, "untrusted", attempt: 2);
        Assert.Equal("the certificate of localhost is not trusted, or it speaks no TLS", end.Error!.Message);
        Assert.Equal(0, receiver.Waiting);
    }

    [Fact]
    public async Task A_secret_that_is_not_there_fails_the_call()
    {
        await using var server = await TestServer.StartAsync();

        BuiltInTasks.Failed(await server.RunTaskAsync("webhook", new { url = "https://example.com/", body = 1, secret = "none" }), "noSuchSecret");
    }

    [Fact]
    public async Task Nobody_is_told_a_secret()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await TestServer.StartAsync(("Tasks:Webhook:AllowPrivateAddresses", "true"), ("Tasks:Webhook:Secrets:shop", Secret), ("Tasks:Kinds:webhook:RetryDelay", "00:00:00.020"));
        receiver.Then(500, "why").ThenBreak().Then(400);
        var id = await server.Http.StartTaskAsync("webhook", new { url = receiver.Url, body = 1, secret = "shop" });

        var reports = await server.Hub.FollowTaskAsync(id);

        string[] told = [.. reports.Select(report => $"{report} {report.Error} {report.Result}"), await server.Http.GetStringAsync(new Uri($"v1/tasks/{id}", UriKind.Relative))];
        Assert.All(told, text => Assert.DoesNotContain(Secret["whsec_".Length..], text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("hunter2-hunter2-hunter2-hunter2")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw whsec_hunter2")]
    public async Task A_secret_that_is_none_stops_the_start_and_is_not_repeated(string secret)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.StartAsync(("Tasks:Webhook:Secrets:shop", secret)));

        Assert.Contains("RealtimeHub:Tasks:Webhook:Secrets: shop is no secret for webhooks", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Split(' ')[^1], error.ToString(), StringComparison.Ordinal);
    }
}
