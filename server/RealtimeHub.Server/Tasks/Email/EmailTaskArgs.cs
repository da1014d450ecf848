using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RealtimeHub.Tasks;

namespace RealtimeHub.Server.Tasks.Email;

/// <summary>A mail.</summary>
[Description("Sends a mail.")]
[TaskExample("""{ "to": ["somebody@example.com"], "subject": "Hello", "text": "It works." }""")]
internal sealed record EmailTaskArgs : IValidatableObject
{
    private const int MaxRecipients = 100;

    /// <summary>Who gets it, such as <c>Ann &lt;ann@example.com&gt;</c>; at most 100. They see each other.</summary>
    [Required, MinLength(1), MaxLength(MaxRecipients), Description("Who gets it, such as Ann <ann@example.com>; they see each other")]
    public List<string> To { get; init; } = [];

    [Required, MaxLength(500)]
    public string Subject { get; init; } = "";

    /// <summary>The text.</summary>
    [Description("The text")]
    public string? Text { get; init; }

    /// <summary>The text as HTML; with <see cref="Text"/>, too, for those who want none.</summary>
    [Description("The text as HTML; with a plain text, too, for those who want none")]
    public string? Html { get; init; }

    /// <summary>Whom to answer.</summary>
    [Description("Whom to answer; by default the sender")]
    public string? ReplyTo { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < To?.Count; i++)
        {
            if (Mailbox.Read(To[i]) is null) yield return new ValidationResult($"to[{i}] is no address of a mailbox", [nameof(To)]);
        }

        if (ReplyTo is not null && Mailbox.Read(ReplyTo) is null) yield return new ValidationResult("replyTo is no address of a mailbox", [nameof(ReplyTo)]);
        if (Subject?.Any(char.IsControl) == true) yield return new ValidationResult("subject has a line break or another control character", [nameof(Subject)]);
        if (Text is null && Html is null) yield return new ValidationResult("give text, html or both", [nameof(Text)]);
    }
}

/// <summary>What became of a mail that was taken.</summary>
/// <param name="MessageId">By which mail servers and recipients know it.</param>
/// <param name="Answer">What the mail server said.</param>
internal sealed record EmailSent(string MessageId, string Answer);
