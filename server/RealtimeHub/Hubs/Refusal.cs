using RealtimeHub.Contracts;

namespace RealtimeHub.Hubs;

/// <summary>A call that is not carried out. On the wire it is an error that starts with the code.</summary>
internal sealed record Refusal(ErrorCode Code, string Reason)
{
    public override string ToString() => $"{(int)Code}: {Reason}";
}
