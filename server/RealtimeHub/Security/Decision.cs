using RealtimeHub.Contracts;

namespace RealtimeHub.Security;

/// <summary>What was decided, and by which rule.</summary>
/// <param name="IsAllowed">Whether the right is given.</param>
/// <param name="Rule">Which rule it was; a client may read it.</param>
/// <param name="IsTemporary">Whether the same question may get another answer soon.</param>
internal readonly record struct Decision(bool IsAllowed, string Rule, bool IsTemporary = false)
{
    /// <summary>What is decided when the authorizer does not answer.</summary>
    public static readonly Decision Unknown = new(false, "it cannot be found out at the moment who may do this", IsTemporary: true);

    /// <summary>After which time it makes sense to ask again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Whether the rules leave it to the authorizer.</summary>
    public bool AsksAuthorizer { get; init; }

    /// <summary>The code of the refusal.</summary>
    public ErrorCode Code => IsTemporary ? ErrorCode.RateLimited : ErrorCode.PermissionDenied;
}
