using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

public sealed partial class RealtimeHubClient
{
    /// <summary>Asks who follows a topic, where the server's namespace knows that and tells this client.</summary>
    /// <remarks>To be told when it changes, see <see cref="Subscription{T}.WatchPresence"/>.</remarks>
    /// <param name="topic">The topic's name.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <exception cref="RealtimeHubException">The server refused, or there is no connection at the moment.</exception>
    public Task<Presence> PresenceAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        return RequireSession().InvokeAsync<Presence>(HubNames.Presence, [topic], cancellationToken);
    }
}
