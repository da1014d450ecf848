using RealtimeHub.Contracts;
using RealtimeHub.Security;
using RealtimeHub.Topics;

namespace RealtimeHub.Hubs;

/// <summary>A call that is not carried out. On the wire it is an error that starts with the code.</summary>
internal sealed record Refusal(ErrorCode Code, string Reason)
{
    /// <summary>What the permissions do not allow, or not now.</summary>
    public static Refusal For(Decision decision) =>
        new(decision.Code, decision.IsTemporary ? $"{decision.Rule}: {ErrorTexts.RetryAfter(Decision.Pause)}" : decision.Rule);

    public override string ToString() => $"{(int)Code}: {Reason}";
}
