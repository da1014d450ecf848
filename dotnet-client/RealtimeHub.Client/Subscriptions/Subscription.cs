using System.Text.Json;
using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>
/// A followed topic: read it with <c>await foreach</c>. Leaving the loop, by any way, unsubscribes.
/// </summary>
/// <remarks>
/// Events are collected from the moment of <see cref="RealtimeHubClient.Subscribe{T}"/>, in the order of the topic, each once. Breaks of
/// the connection are bridged; what could not be bridged is told by <see cref="HubEvent{T}.Missed"/>. One loop at a time.
/// The loop ends when the subscription or the client is disposed, and throws a <see cref="RealtimeHubException"/> when the server
/// refuses or ends the subscription for good.
/// </remarks>
/// <typeparam name="T">What the data are read as; <c>byte[]</c> for events that were published as bytes.</typeparam>
public sealed class Subscription<T> : IAsyncEnumerable<HubEvent<T>>, IAsyncDisposable
{
    private readonly LocalSubscriber _subscriber;
    private readonly SubscriptionTable _table;
    private readonly JsonSerializerOptions _json;
    private volatile StreamPosition? _position;
    private int _reading;

    internal Subscription(LocalSubscriber subscriber, SubscriptionTable table, JsonSerializerOptions json)
    {
        (_subscriber, _table, _json) = (subscriber, table, json);
        _position = subscriber.Options.Since;
    }

    /// <summary>The topic.</summary>
    public string Topic => _subscriber.Topic;

    /// <summary>Where the subscription stands.</summary>
    public SubscriptionState State => _subscriber.State;

    /// <summary>
    /// How far the loop has read: store it to continue there with <see cref="SubscribeOptions.Since"/>. <see langword="null"/> before anything was read.
    /// </summary>
    public StreamPosition? Position => _position;

    /// <summary>Reads the events. A second loop over the same subscription throws.</summary>
    /// <param name="cancellationToken">Ends the loop with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidOperationException">Another loop reads, or has read, this subscription.</exception>
    public IAsyncEnumerator<HubEvent<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _reading, 1) == 0
            ? ReadAsync(cancellationToken)
            : throw new InvalidOperationException($"The subscription to '{Topic}' is read already. Subscribe again for a second loop.");

    /// <summary>Unsubscribes and ends the loop. Does not wait for the server.</summary>
    public ValueTask DisposeAsync()
    {
        _subscriber.Queue.Clear();
        _table.Remove(_subscriber);
        return ValueTask.CompletedTask;
    }

    private async IAsyncEnumerator<HubEvent<T>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            Missed? missed = null;
            while (await _subscriber.Queue.DequeueAsync(cancellationToken) is { } item)
            {
                switch (item)
                {
                    case FeedItem.Accepted accepted:
                        _position ??= accepted.Position;
                        _subscriber.Options.OnSubscribed?.Invoke(accepted.Subscribed);
                        break;
                    case FeedItem.Loss loss:
                        _position = loss.Position;
                        missed = Missed.Join(missed, loss.Missed);
                        _subscriber.Options.OnGap?.Invoke(loss.Missed);
                        break;
                    case FeedItem.Event e:
                        var hubEvent = Read(e, missed);
                        (_position, missed) = (hubEvent.Position, null);
                        yield return hubEvent;
                        break;
                }
            }
        }
        finally
        {
            await DisposeAsync();
        }
    }

    private HubEvent<T> Read(FeedItem.Event item, Missed? missed)
    {
        var (topic, offset, data, meta) = item.Message;
        try
        {
            return new HubEvent<T>
            {
                Topic = topic,
                Epoch = item.Epoch,
                Offset = offset,
                Data = JsonSerializer.Deserialize<T>(data.Span, _json)!,
                Meta = meta,
                Missed = missed,
            };
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new RealtimeHubException(
                $"Event {offset} of '{topic}' cannot be read as {typeof(T).Name}: {e.Message} Subscribe as JsonElement to take any data.", e);
        }
    }
}
