using RealtimeHub.Contracts;
using RealtimeHub.Limits;

namespace RealtimeHub.Security;

/// <summary>Who asks for something over HTTP. Found out once for each request.</summary>
/// <param name="Principal">Whom the request belongs to.</param>
/// <param name="Key">The API key that was shown, when it is one of ours.</param>
/// <param name="Address">The address that limits count; null when they do not.</param>
/// <param name="Refusal">What was wrong with the key or token that was shown.</param>
internal sealed record Caller(ClientPrincipal Principal, KnownKey? Key, AddressPrefix? Address, AccessRefusal? Refusal)
{
    /// <summary>Whose limits its connections count for.</summary>
    public Visitor Visitor => new(Principal.User, Address, Principal.Role == ClientRole.Anonymous);
}

/// <summary>Why a request may not come in.</summary>
/// <param name="Code">The code of the answer.</param>
/// <param name="Reason">What to do about it.</param>
/// <param name="RetryAfter">When it may be tried again.</param>
internal sealed record AccessRefusal(ErrorCode Code, string Reason, TimeSpan? RetryAfter = null);
