namespace RealtimeHub.Security.Tokens;

/// <summary>What became of a token.</summary>
internal abstract record TokenOutcome
{
    private TokenOutcome()
    {
    }

    /// <summary>It is good.</summary>
    public sealed record Accepted(ClientIdentity Identity) : TokenOutcome;

    /// <summary>It was good, and its time is over.</summary>
    public sealed record Expired(ClientIdentity Identity) : TokenOutcome;

    /// <summary>Nobody can say at the moment: the keys cannot be had.</summary>
    public sealed record Unknown : TokenOutcome;

    /// <summary>It is not, and never was.</summary>
    /// <param name="Reason">Why, without anything of the token itself.</param>
    public sealed record Refused(string Reason) : TokenOutcome;
}
