using RealtimeHub.Contracts;

namespace RealtimeHub.Presence;

/// <summary>What became of the question who follows a topic.</summary>
internal abstract record PresenceOutcome
{
    private PresenceOutcome()
    {
    }

    public sealed record Known(PresenceView View) : PresenceOutcome;

    public sealed record Refused(ErrorCode Code, string Reason) : PresenceOutcome;
}
