using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

public sealed partial class RealtimeHubClient
{
    /// <summary>Measures one round trip to the server and back.</summary>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <exception cref="RealtimeHubException">The server refused, or there is no connection at the moment.</exception>
    public async Task<TimeSpan> LatencyAsync(CancellationToken cancellationToken = default)
    {
        var session = RequireSession();
        var start = _options.TimeProvider.GetTimestamp();
        await session.InvokeAsync<double>(HubNames.Time, [], cancellationToken);
        return _options.TimeProvider.GetElapsedTime(start);
    }
}
