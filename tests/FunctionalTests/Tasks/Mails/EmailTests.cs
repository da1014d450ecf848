using MimeKit;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Mail;
using RealtimeHub.TestKit.Processes;
using Xunit;

namespace FunctionalTests.Tasks.Mails;

/// <summary>Mails go out over a real mail server, a process of its own, again and again until it takes them.</summary>
public sealed class EmailTests : IAsyncDisposable
{
    private readonly int _port = LoopbackPort.Next();
    private MailServer? _mails;

    [Fact]
    public async Task A_mail_arrives_with_its_headers_and_both_of_its_texts()
    {
        await using var server = await StartAsync();
        await StartMailServerAsync();

        var end = await server.RunTaskAsync("email", new
        {
            to = new[] { "Zoë Ångström <zoe@example.com>", "bob@example.org" }, subject = "Täglicher Bericht ✓ 日本", text = "Grüße aus Kraków.\n.\nPunkt", html = "<p>Grüße aus <b>Kraków</b></p>", replyTo = "help@example.com",
        });

        BuiltInTasks.Succeeded(end);
        var mail = await _mails!.NextAsync();
        Assert.Equal(("reports@example.com", "zoe@example.com, bob@example.org"), (mail.From, string.Join(", ", mail.To)));
        Assert.Contains($"Message-Id: <{end.Id}@example.com>", mail.Headers, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("Auto-Submitted: auto-generated", mail.Headers);
        var read = await MimeMessage.LoadAsync(new MemoryStream(mail.Source));
        Assert.Equal(("Täglicher Bericht ✓ 日本", "Reports", "Zoë Ångström", "help@example.com"), (read.Subject, read.From.Mailboxes.Single().Name, read.To.Mailboxes.First().Name, read.ReplyTo.Mailboxes.Single().Address));
        Assert.Equal(("Grüße aus Kraków.\n.\nPunkt", "<p>Grüße aus <b>Kraków</b></p>"), (read.TextBody!.ReplaceLineEndings("\n").TrimEnd(), read.HtmlBody!.TrimEnd()));
        Assert.InRange(TimeProvider.System.GetUtcNow() - read.Date, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
        Assert.All(mail.Headers, header => Assert.True(System.Text.Ascii.IsValid(header)));
        Assert.Equal($"{end.Id}@example.com", end.Result!.Value.GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task A_recipient_that_is_refused_for_good_is_not_tried_again_and_nobody_gets_the_mail()
    {
        await using var server = await StartAsync();
        await StartMailServerAsync();

        var end = await server.RunTaskAsync("email", new { to = new[] { "ann@example.com", "refused@example.com" }, subject = "s", text = "t" });

        BuiltInTasks.Failed(end, "refused");
        Assert.Equal("the mail server said 550: no such mailbox", end.Error!.Message);
        Assert.Equal(0, _mails!.Waiting);
    }

    [Fact]
    public async Task A_recipient_that_is_refused_for_now_is_tried_again()
    {
        await using var server = await StartAsync();
        await StartMailServerAsync();

        var end = await server.RunTaskAsync("email", new { to = new[] { "later@example.com" }, subject = "s", text = "t" });

        BuiltInTasks.Succeeded(end);
        Assert.Equal((2, 2, 1), (end.Attempt, _mails!.CountOf("recipient"), _mails.CountOf("mail")));
    }

    [Fact]
    public async Task A_mail_server_that_is_away_is_tried_again_until_it_is_there()
    {
        await using var server = await StartAsync(("Tasks:Kinds:email:MaxAttempts", "100"), ("Tasks:Kinds:email:MaxRetryDelay", "00:00:00.200"));
        await using var client = await server.ConnectAsync();
        var id = await server.Http.StartTaskAsync("email", new { to = new[] { "ann@example.com" }, subject = "s", text = "t" });
        await client.SubscribeAsync($"task:{id}");
        while ((await client.NextEventAsync()).Data.GetProperty("state").GetString() != "retrying")
        {
        }

        await StartMailServerAsync();

        BuiltInTasks.Succeeded((await server.Hub.FollowTaskAsync(id))[^1]);
        Assert.Equal("ann@example.com", Assert.Single((await _mails!.NextAsync()).To));
    }

    [Fact]
    public async Task A_mail_server_that_says_nothing_is_not_waited_for_longer_than_wanted()
    {
        await using var server = await StartAsync(("Tasks:Email:Timeout", "00:00:01"), ("Tasks:Kinds:email:MaxAttempts", "1"));
        await StartMailServerAsync(new MailServerOptions(_port, Silent: true));

        BuiltInTasks.Failed(await server.RunTaskAsync("email", new { to = new[] { "ann@example.com" }, subject = "s", text = "t" }), "unreachable");
    }

    [Fact]
    public async Task When_nobody_heard_that_a_mail_was_taken_it_goes_out_again_with_the_same_id()
    {
        await using var server = await StartAsync(("Tasks:Email:From", "cut@example.com"), ("Tasks:Kinds:email:MaxAttempts", "100"), ("Tasks:Kinds:email:MaxRetryDelay", "00:00:00.200"));
        await StartMailServerAsync();
        var id = await server.Http.StartTaskAsync("email", new { to = new[] { "ann@example.com" }, subject = "s", text = "t" });
        var first = await _mails!.NextAsync();
        await _mails.DisposeAsync();
        await StartMailServerAsync();
        var second = await _mails.NextAsync();

        Assert.Equal(IdOf(first), IdOf(second));
        Assert.Contains(id, IdOf(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_mail_server_in_the_settings_no_mail_is_sent()
    {
        await using var server = await TestServer.StartAsync();

        BuiltInTasks.Failed(await server.RunTaskAsync("email", new { to = new[] { "ann@example.com" }, subject = "s", text = "t" }), "notConfigured");
    }

    public ValueTask DisposeAsync() => _mails?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string IdOf(ReceivedMail mail) => mail.Headers.Single(header => header.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase));

    private async Task StartMailServerAsync(MailServerOptions? options = null) => _mails = await MailServer.StartAsync(options ?? new MailServerOptions(_port));

    private Task<TestServer> StartAsync(params (string Name, string Value)[] settings) => TestServer.StartAsync(
    [
        ("Tasks:Email:Host", "127.0.0.1"), ("Tasks:Email:Port", $"{_port}"), ("Tasks:Email:Security", "None"), ("Tasks:Email:From", "Reports <reports@example.com>"), ("Tasks:Kinds:email:RetryDelay", "00:00:00.050"), .. settings,
    ]);
}
