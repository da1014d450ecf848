using MimeKit;

namespace RealtimeHub.Server.Tasks.Email;

/// <summary>Addresses as people write them: <c>ann@example.com</c>, or <c>Ann &lt;ann@example.com&gt;</c>.</summary>
internal static class Mailbox
{
    private const int MaxLength = 320;

    /// <returns>The address; null when it is none, or more than one.</returns>
    public static MailboxAddress? Read(string? text)
    {
        // A line break in an address would begin a header of its own.
        if (text is null || text.Length > MaxLength || text.Any(char.IsControl)) return null;
        return MailboxAddress.TryParse(text, out var mailbox) && mailbox.Route.Count == 0 && mailbox.Domain.Length > 0 ? mailbox : null;
    }
}
