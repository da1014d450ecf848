using System.Text.Json;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

public sealed partial class RealtimeHubClient
{
    /// <summary>Appends an event to a topic, where the server's namespace allows clients to.</summary>
    /// <remarks>Not repeated by itself: when the connection ends before the answer, the event may have been published or not.</remarks>
    /// <param name="topic">The topic's name.</param>
    /// <param name="data">The data; written as JSON with <see cref="RealtimeHubClientOptions.JsonSerializerOptions"/>.</param>
    /// <param name="options">Key, type and id of the event.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the event may be published all the same.</param>
    /// <returns>The event's place in the topic.</returns>
    /// <exception cref="RealtimeHubException">The server refused, or there is no connection at the moment.</exception>
    public async Task<StreamPosition> PublishAsync<T>(
        string topic, T data, HubPublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var json = JsonSerializer.SerializeToElement(data, _options.JsonSerializerOptions);
        return await RequireSession().InvokeAsync<StreamPosition>(HubNames.Publish, [topic, json, options], cancellationToken);
    }
}
