using System.Text.Json;
using RealtimeHub.Client.Subscriptions;

namespace RealtimeHub.Client;

public sealed partial class RealtimeHubClient
{
    /// <summary>
    /// Follows a topic. Read the result with <c>await foreach</c>: each item is an event or a loss. Leaving the loop unsubscribes.
    /// </summary>
    /// <remarks>
    /// Works with or without a connection: the server is asked as soon as there is one, and again after every break, from where the
    /// subscription stood. Several subscriptions to one topic share one on the server, so those after the first start at the present
    /// and cannot have other settings.
    /// </remarks>
    /// <typeparam name="T">What the data are read as: a type of yours, <c>JsonElement</c> for anything, <c>byte[]</c> for bytes.</typeparam>
    /// <param name="topic">The topic's name.</param>
    /// <param name="options">Where to start and how to deliver. Default: from now on, everything.</param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="SubscribeOptions.MaxRate"/> is not more than zero.</exception>
    /// <exception cref="RealtimeHubException">The topic is followed already with other settings.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public Subscription<T> Subscribe<T>(string topic, SubscribeOptions? options = null) =>
        Follow<T>(topic, options ?? new SubscribeOptions(), _options.JsonSerializerOptions);

    /// <param name="topic">The topic's name.</param>
    /// <param name="options">Where to start and how to deliver.</param>
    /// <param name="json">How the data are read.</param>
    internal Subscription<T> Follow<T>(string topic, SubscribeOptions options, JsonSerializerOptions json)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        options.Rate.Checked();
        var subscriber = new LocalSubscriber(topic, options, _options.MaxQueuedEvents);
        _table.Add(subscriber);
        return new Subscription<T>(subscriber, _table, _clock, json);
    }
}
