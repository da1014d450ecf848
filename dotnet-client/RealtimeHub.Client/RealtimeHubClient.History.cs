using System.Text.Json;
using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

public sealed partial class RealtimeHubClient
{
    /// <summary>Reads events that the server's log still holds, oldest first unless asked otherwise.</summary>
    /// <typeparam name="T">What the data are read as.</typeparam>
    /// <param name="topic">The topic's name.</param>
    /// <param name="request">Which part. Default: the oldest 100 events.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <exception cref="RealtimeHubException">The server refused, or there is no connection at the moment.</exception>
    /// <exception cref="JsonException">An event cannot be read as <typeparamref name="T"/>.</exception>
    public async Task<HistoryPage<T>> HistoryAsync<T>(
        string topic, HistoryRequest? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var reply = await RequireSession().InvokeAsync<HistoryAnswer>(
            HubNames.History, [topic, request ?? new HistoryRequest()], cancellationToken);
        return new HistoryPage<T>
        {
            Topic = topic,
            Head = new StreamPosition(reply.Epoch, reply.Offset),
            Events = reply.Events.ConvertAll(e => new HubEvent<T>
            {
                Topic = topic,
                Epoch = reply.Epoch,
                Offset = e.Offset,
                Data = e.Data.Deserialize<T>(_options.JsonSerializerOptions)!,
                Meta = e.Meta,
            }),
        };
    }
}
