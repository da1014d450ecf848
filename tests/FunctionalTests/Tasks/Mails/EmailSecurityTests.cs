using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Mail;
using RealtimeHub.TestKit.Processes;
using Xunit;

namespace FunctionalTests.Tasks.Mails;

/// <summary>Nobody on the way reads a mail or a password, and a password goes to nobody else than the mail server.</summary>
public sealed class EmailSecurityTests : IAsyncDisposable
{
    private const string Password = "hunter2-of-the-mail-server";

    private readonly int _port = LoopbackPort.Next();
    private readonly UnsignedCertificate _certificate = new();
    private MailServer? _mails;

    [Theory]
    [InlineData("start", "StartTls")]
    [InlineData("always", "Tls")]
    public async Task Over_TLS_with_a_user_and_a_password(string tls, string security)
    {
        await StartMailServerAsync(tls, Password);

        // What a process trusts is decided when it starts.
        using var server = await ServerProcess.StartAsync([("SSL_CERT_FILE", _certificate.Certificate)], [.. Settings(security).Select(setting => $"--RealtimeHub:{setting.Name}={setting.Value}")]);
        var id = await server.Http.StartTaskAsync("email", new { to = new[] { "ann@example.com" }, subject = "s", text = "t" });

        BuiltInTasks.Succeeded((await server.Hub.FollowTaskAsync(id))[^1]);
        var mail = await _mails!.NextAsync();
        Assert.Equal((true, "robot"), (mail.Secure, mail.User));
    }

    [Theory]
    [InlineData("start", "StartTls")]
    [InlineData("always", "Tls")]
    public async Task A_mail_server_whose_certificate_nobody_trusts_hears_no_password(string tls, string security)
    {
        await StartMailServerAsync(tls, Password);
        await using var server = await TestServer.StartAsync(Settings(security));

        BuiltInTasks.Failed(await server.RunTaskAsync("email", new { to = new[] { "ann@example.com" }, subject = "s", text = "t" }), "untrusted", attempt: 2);
        Assert.Equal((0, 0), (_mails!.CountOf("login"), _mails.CountOf("mail")));
    }

    [Fact]
    public async Task A_mail_server_that_offers_no_TLS_hears_no_password()
    {
        await StartMailServerAsync(tls: null, Password);
        await using var server = await TestServer.StartAsync(Settings("StartTls"));

        BuiltInTasks.Failed(await server.RunTaskAsync("email", new { to = new[] { "ann@example.com" }, subject = "s", text = "t" }), "notOffered", attempt: 2);
        Assert.Equal((0, 0), (_mails!.CountOf("login"), _mails.CountOf("mail")));
    }

    [Fact]
    public async Task A_wrong_password_is_not_tried_again_and_not_repeated()
    {
        await StartMailServerAsync("start", "another-password");
        using var server = await ServerProcess.StartAsync([("SSL_CERT_FILE", _certificate.Certificate)], [.. Settings("StartTls").Select(setting => $"--RealtimeHub:{setting.Name}={setting.Value}")]);
        var id = await server.Http.StartTaskAsync("email", new { to = new[] { "ann@example.com" }, subject = "s", text = "t" });

        var end = (await server.Hub.FollowTaskAsync(id))[^1];

        BuiltInTasks.Failed(end, "notAuthenticated");
        Assert.DoesNotContain(Password, end.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tasks:Email:Security", "None", "RealtimeHub:Tasks:Email:Security = None: a password would be sent in the open")]
    [InlineData("Tasks:Email:From", "nobody", "RealtimeHub:Tasks:Email:From = nobody: 'nobody' is no address")]
    [InlineData("Tasks:Email:Port", "0", "RealtimeHub:Tasks:Email:Port = 0")]
    public async Task Settings_that_cannot_be_meant_stop_the_start(string name, string value, string problem)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.StartAsync([.. Settings("StartTls"), (name, value)]));

        Assert.Contains(problem, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, error.ToString(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _certificate.Dispose();
        if (_mails is not null) await _mails.DisposeAsync();
    }

    private async Task StartMailServerAsync(string? tls, string password) => _mails = await MailServer.StartAsync(
        new MailServerOptions(_port, tls, tls is null ? null : _certificate.Key, tls is null ? null : _certificate.Certificate, "robot", password));

    private (string Name, string Value)[] Settings(string security) =>
    [
        ("Tasks:Email:Host", "localhost"), ("Tasks:Email:Port", $"{_port}"), ("Tasks:Email:Security", security), ("Tasks:Email:UserName", "robot"), ("Tasks:Email:Password", Password),
        ("Tasks:Email:From", "reports@example.com"), ("Tasks:Kinds:email:RetryDelay", "00:00:00.050"), ("Tasks:Kinds:email:MaxAttempts", "2"),
    ];
}
