using RealtimeHub.Connections;

namespace RealtimeHub.Presence;

/// <summary>One connection that follows a topic, as others see it.</summary>
/// <param name="Id">The public name of the connection.</param>
/// <param name="User">The user to whom it belongs; null when to none.</param>
/// <param name="Info">What its token tells others, as JSON; null when nothing.</param>
internal sealed record Member(string Id, string? User, string? Info)
{
    public static Member Of(IClientConnection connection) => new(connection.Id, connection.User, connection.Info);
}
