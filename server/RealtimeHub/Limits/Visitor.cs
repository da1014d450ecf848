namespace RealtimeHub.Limits;

/// <summary>Whose limits a connection counts for.</summary>
/// <param name="User">Its user; null when it has none.</param>
/// <param name="Address">Its address; null when addresses are not counted.</param>
/// <param name="IsAnonymous">Whether it has not said who it is.</param>
internal readonly record struct Visitor(string? User, AddressPrefix? Address, bool IsAnonymous);
