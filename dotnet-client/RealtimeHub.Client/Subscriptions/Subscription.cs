using System.Runtime.CompilerServices;
using System.Text.Json;
using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>
/// A followed topic: read it with <c>await foreach</c>. Leaving the loop, by any way, unsubscribes.
/// </summary>
/// <remarks>
/// Items are collected from the moment of <see cref="RealtimeHubClient.Subscribe{T}"/>, in the order of the topic, each once. Breaks of
/// the connection are bridged; what could not be bridged is an item of its own, <see cref="HubMissed{T}"/>. One loop at a time.
/// The loop ends when the subscription or the client is disposed, and throws a <see cref="RealtimeHubException"/> when the server
/// refuses or ends the subscription for good.
/// </remarks>
/// <typeparam name="T">What the data are read as; <c>byte[]</c> for events that were published as bytes.</typeparam>
public sealed class Subscription<T> : IAsyncEnumerable<HubItem<T>>, IAsyncDisposable
{
    private readonly LocalSubscriber _subscriber;
    private readonly SubscriptionTable _table;
    private readonly JsonSerializerOptions _json;
    private readonly Progress _progress;
    private int _reading;

    internal Subscription(LocalSubscriber subscriber, SubscriptionTable table, ServerClock clock, JsonSerializerOptions json)
    {
        (_subscriber, _table, _json) = (subscriber, table, json);
        _progress = new Progress(subscriber.Options.Since, clock);
    }

    /// <summary>The topic.</summary>
    public string Topic => _subscriber.Topic;

    /// <summary>Where the subscription stands.</summary>
    public SubscriptionState State => _subscriber.State;

    /// <summary>
    /// The place after the last item that the application has handled; give it as <see cref="SubscribeOptions.Since"/> to continue there,
    /// also in another process. An item is handled when the loop asks for the next one: inside of the loop, <see cref="HubItem{T}.Position"/>
    /// is the newer one. <see langword="null"/> before the server accepted the subscription.
    /// </summary>
    public StreamPosition? Position => _progress.Position;

    /// <summary>
    /// How old the last event was when the loop got it: from the moment at which the server accepted it (<see cref="EventMeta.Time"/>), by the
    /// server's clock. Only events count that were published after the server's last answer to this subscription.
    /// </summary>
    /// <value><see langword="null"/> before the first such event, and where events carry no time.</value>
    public TimeSpan? Lag => _progress.Lag;

    /// <summary>The part of the lag that was spent in this process: from the arrival of the last item until the loop got it.</summary>
    public TimeSpan? LocalLag => _progress.LocalLag;

    /// <summary>How many items wait here for the loop; at most about <see cref="RealtimeHubClientOptions.MaxQueuedEvents"/>.</summary>
    public int Queued => _subscriber.Queue.Count;

    /// <summary>What the server said last about rate and conflation; <see langword="null"/> before its first answer.</summary>
    public Rate? Rate => _table.RateOf(_subscriber);

    /// <summary>Changes rate and conflation; what is left out is switched off. Remembered over breaks of the connection.</summary>
    /// <param name="rate">What is wished.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the wish stays.</param>
    /// <returns>The rate in effect, when the server has agreed, which may take until the next connection.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="Rate.MaxRate"/> is not more than zero.</exception>
    /// <exception cref="RealtimeHubException">
    /// The server refused, and the old rate stays; the subscription is closed; or, with <see cref="ErrorCode.AlreadySubscribed"/>, other
    /// subscriptions of this client share the topic and did not ask for the change.
    /// </exception>
    public Task<Rate> SetRateAsync(Rate rate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rate);
        return _table.SetRateAsync(_subscriber, rate.Checked()).WaitAsync(cancellationToken);
    }

    /// <summary>Reads the items. A second loop over the same subscription throws.</summary>
    /// <param name="cancellationToken">Ends the loop with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidOperationException">Another loop reads, or has read, this subscription.</exception>
    public IAsyncEnumerator<HubItem<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _reading, 1) == 0
            ? ReadAsync(cancellationToken)
            : throw new InvalidOperationException($"The subscription to '{Topic}' is read already. Subscribe again for a second loop.");

    /// <summary>The events without the losses, for applications that can live without the events that were lost.</summary>
    public async IAsyncEnumerable<HubEvent<T>> EventsOnly([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in this.WithCancellation(cancellationToken))
        {
            if (item is HubEvent<T> hubEvent)
            {
                yield return hubEvent;
            }
        }
    }

    /// <summary>
    /// Who follows the topic, as soon as the server tells it and again after each change: where its namespace has <c>Presence:Events</c> and this
    /// client may know. Otherwise nothing comes. A loop that is slow sees the newest; the changes are those since it has looked the last time.
    /// </summary>
    /// <remarks>It ends with the subscription, and throws what ends that. Several loops may watch. During a break of the connection nothing comes.</remarks>
    /// <param name="cancellationToken">Ends the loop with an <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<PresenceChange> WatchPresence([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Presence? before = null;
        await foreach (var now in _subscriber.Presence.ReadAsync(cancellationToken))
        {
            yield return PresenceList.Between(before, now);
            before = now;
        }
    }

    /// <summary>Unsubscribes and ends the loop. Does not wait for the server.</summary>
    public ValueTask DisposeAsync()
    {
        _subscriber.Queue.Clear();
        _table.Remove(_subscriber);
        return ValueTask.CompletedTask;
    }

    private async IAsyncEnumerator<HubItem<T>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _subscriber.Queue.DequeueAsync(cancellationToken) is { } next)
            {
                if (next is FeedItem.Accepted { Subscribed: var subscribed, Position: var start })
                {
                    _progress.Accepted(start, new StreamPosition(subscribed.Epoch, subscribed.Offset));
                    _subscriber.Options.OnSubscribed?.Invoke(subscribed);
                    continue;
                }

                var item = Read(next);
                _progress.Begin(next);
                yield return item;

                // Reached when the loop asks for more; a loop that is left in the middle of an item has not handled it.
                _progress.End(item.Position);
            }
        }
        finally
        {
            await DisposeAsync();
        }
    }

    private HubItem<T> Read(FeedItem item) => item switch
    {
        FeedItem.Event e => Read(e),
        FeedItem.Loss loss => new HubMissed<T>(loss.Missed, loss.Position),
        _ => throw new InvalidOperationException($"A {item.GetType().Name} is not for the application."),
    };

    private HubEvent<T> Read(FeedItem.Event item)
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
            };
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new RealtimeHubException(
                $"Event {offset} of '{topic}' cannot be read as {typeof(T).Name}: {e.Message} Subscribe as JsonElement to take any data.", e);
        }
    }
}
