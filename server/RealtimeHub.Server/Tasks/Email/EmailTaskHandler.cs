using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using RealtimeHub.Tasks;

namespace RealtimeHub.Server.Tasks.Email;

/// <summary>Sends a mail over a mail server. Each attempt has the same Message-ID, so that who gets it twice can tell.</summary>
internal sealed class EmailTaskHandler(IOptions<EmailTaskOptions> options, TimeProvider clock) : IBackgroundTaskHandler<EmailTaskArgs>
{
    private const int MaxTold = 200;

    public async Task<object?> RunAsync(EmailTaskArgs args, TaskContext context)
    {
        var settings = options.Value;
        if (settings is not { Host: { } host, From: { } from }) throw new TaskFailedException("notConfigured", "set RealtimeHub:Tasks:Email:Host and From");
        using var mail = MessageOf(args, from, context.Id);
        try
        {
            using var smtp = new SmtpClient { Timeout = (int)settings.Timeout.TotalMilliseconds };
            context.Report(null, $"connects to the mail server, attempt {context.Attempt}");
            await smtp.ConnectAsync(host, settings.Port, OptionsOf(settings.Security), context.Stopping);
            if (settings.UserName is { } user) await smtp.AuthenticateAsync(user, settings.Password ?? "", context.Stopping);
            context.Report(null, "sends");
            var answer = await smtp.SendAsync(mail, context.Stopping);
            await LeaveAsync(smtp, context.Stopping);
            return new EmailSent(mail.MessageId!, Told(answer));
        }
        catch (Exception e) when (WhyOf(e) is { } failed)
        {
            throw failed;
        }
    }

    private MimeMessage MessageOf(EmailTaskArgs args, string from, string id)
    {
        var sender = Mailbox.Read(from)!;
        var mail = new MimeMessage
        {
            Subject = args.Subject, Date = clock.GetUtcNow(), MessageId = $"{id}@{sender.Domain}", Body = new BodyBuilder { TextBody = args.Text, HtmlBody = args.Html }.ToMessageBody(),
        };
        mail.From.Add(sender);
        mail.To.AddRange(args.To.Select(address => Mailbox.Read(address)!));
        if (args.ReplyTo is { } reply) mail.ReplyTo.Add(Mailbox.Read(reply)!);

        // Nobody's "I am away" answers to a program (RFC 3834).
        mail.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return mail;
    }

    /// <summary>The mail is taken: whatever happens now must not send it again.</summary>
    private static async Task LeaveAsync(SmtpClient smtp, CancellationToken cancellationToken)
    {
        try
        {
            await smtp.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e) when (IsOfTheConnection(e) || e is OperationCanceledException or CommandException)
        {
            // It has got everything that it needs.
        }
    }

    /// <returns>What clients are told; null for what is nobody's but the server's own.</returns>
    private static TaskFailedException? WhyOf(Exception error) => error switch
    {
        // 4xx: not now; 5xx: never (RFC 5321, section 4.2.1).
        SmtpCommandException refused => new TaskFailedException("refused", $"the mail server said {(int)refused.StatusCode}: {Told(refused.Message)}", IsForNow(refused), refused),
        AuthenticationException => new TaskFailedException(
            "notAuthenticated", "the mail server does not take the user and the password", error.InnerException is SmtpCommandException why && IsForNow(why), error),

        ServiceNotAuthenticatedException => new TaskFailedException("notAuthenticated", "the mail server wants a user and a password: set RealtimeHub:Tasks:Email:UserName and Password", inner: error),

        // No encryption, or no authentication.
        NotSupportedException => new TaskFailedException("notOffered", $"the mail server does not offer what is needed: {Told(error.Message)}", mayRetry: true, error),
        SslHandshakeException => new TaskFailedException("untrusted", "the certificate of the mail server is not trusted, or it speaks no TLS", mayRetry: true, error),
        _ when IsOfTheConnection(error) => new TaskFailedException("unreachable", $"the mail server cannot be used: {Told(error.Message)}", mayRetry: true, error),
        _ => null,
    };

    private static bool IsForNow(SmtpCommandException refused) => (int)refused.StatusCode < 500;

    private static bool IsOfTheConnection(Exception error) => error is SocketException or IOException or SmtpProtocolException or ServiceNotConnectedException or TimeoutException;

    /// <summary>The first line, and not too much of it.</summary>
    private static string Told(string text)
    {
        var line = text.AsSpan().Trim();
        if (line.IndexOfAny('\r', '\n') is >= 0 and var end) line = line[..end];
        return (line.Length > MaxTold ? line[..MaxTold] : line).ToString();
    }

    private static SecureSocketOptions OptionsOf(EmailSecurity security) => security switch
    {
        EmailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        EmailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
