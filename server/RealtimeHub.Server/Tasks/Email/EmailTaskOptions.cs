using System.ComponentModel.DataAnnotations;

namespace RealtimeHub.Server.Tasks.Email;

/// <summary>The mail server over which <c>email</c> sends, under <c>RealtimeHub:Tasks:Email</c>.</summary>
internal sealed class EmailTaskOptions : IValidatableObject
{
    /// <summary>Its name.</summary>
    /// <value>Default none: no mail is sent.</value>
    public string? Host { get; set; }

    /// <summary>Its port.</summary>
    /// <value>Default 587. From 1 to 65,535.</value>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected.</summary>
    /// <value>Default `StartTls`: it is begun in the open, and nothing is sent before it is encrypted. `Tls`: encrypted from the beginning (port 465). `None`: for a server on the same machine or network; no password is sent then.</value>
    public EmailSecurity Security { get; set; } = EmailSecurity.StartTls;

    /// <summary>The user at the mail server.</summary>
    /// <value>Default none: it wants none.</value>
    public string? UserName { get; set; }

    /// <summary>Its password. Keep it out of files that are shared.</summary>
    [DataType(DataType.Password)]
    public string? Password { get; set; }

    /// <summary>The sender of all mails, such as <c>Reports &lt;reports@example.com&gt;</c>.</summary>
    public string? From { get; set; }

    /// <summary>How long the mail server may take for each step.</summary>
    /// <value>Default 30 seconds. From 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (From is not null && Mailbox.Read(From) is null) yield return new ValidationResult($"'{From}' is no address of a mailbox", [nameof(From)]);
        if (Host is not null && From is null) yield return new ValidationResult("is missing: Host is set", [nameof(From)]);
        if (UserName is not null && Security == EmailSecurity.None) yield return new ValidationResult("a password would be sent in the open: use StartTls or Tls, or no UserName", [nameof(Security)]);
    }
}

/// <summary>How the connection to a mail server is protected.</summary>
internal enum EmailSecurity
{
    StartTls,
    Tls,
    None,
}
