using System.Text.Json;
using RealtimeHub.Contracts;

namespace RealtimeHub.Ingest;

/// <summary>Appends events to topics. The one door through which every event comes in.</summary>
/// <remarks>Safe to call from many threads at once. Events of one caller to one topic keep their order when each call is awaited.</remarks>
public interface IEventPublisher
{
    /// <summary>Checks and appends one event.</summary>
    /// <returns>Where the event stands, or why it was refused. A refusal is a value, not an exception.</returns>
    ValueTask<PublishOutcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Checks and appends several events, faster than one after the other. Those of one topic keep their order. One that is refused does not hold up the others, unless Redis
    /// cannot be reached: then those of its topic that stand behind it are refused, too, so that they can be sent again in order.
    /// </summary>
    /// <returns>What became of each, in the order of <paramref name="requests"/>.</returns>
    ValueTask<IReadOnlyList<PublishOutcome>> PublishManyAsync(IReadOnlyList<PublishRequest> requests, CancellationToken cancellationToken = default);
}

/// <summary>One event on its way in.</summary>
/// <param name="Topic">Where it goes.</param>
/// <param name="Data">What it says.</param>
public sealed record PublishRequest(TopicName Topic, EventData Data)
{
    /// <summary>What the event is about; at most 255 characters.</summary>
    public string? Key { get; init; }

    /// <summary>The kind of the event; at most 255 characters.</summary>
    public string? Type { get; init; }

    /// <summary>The publisher's own identity of the event; at most 255 characters.</summary>
    public string? Id { get; init; }

    /// <summary>Makes a retry safe: the same key and data return the first position. At most 128 visible ASCII characters.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Grows with each event of the topic, whichever node publishes it: one that a larger one has overtaken is left out. Counts with Redis, and without an idempotency key.</summary>
    internal long? Version { get; init; }

    /// <summary>Which item of a batch this is: all items of a batch share one idempotency key.</summary>
    internal int? BatchItem { get; init; }
}

/// <summary>What became of a <see cref="PublishRequest"/>.</summary>
public abstract record PublishOutcome
{
    private PublishOutcome()
    {
    }

    /// <summary>Takes the one way or the other: the event stands somewhere, or it was refused.</summary>
    internal T Match<T>(Func<StreamPosition, T> stands, Func<Rejected, T> refused) => this switch
    {
        Accepted accepted => stands(accepted.Position),
        Duplicate duplicate => stands(duplicate.Position),
        _ => refused((Rejected)this),
    };

    /// <summary>The event is in the log.</summary>
    public sealed record Accepted(StreamPosition Position) : PublishOutcome;

    /// <summary>The event was in the log already, published before with the same idempotency key.</summary>
    public sealed record Duplicate(StreamPosition Position) : PublishOutcome;

    /// <summary>The event was refused.</summary>
    public sealed record Rejected(ErrorCode Code, string Reason) : PublishOutcome;
}

/// <summary>Shorter ways to publish.</summary>
public static class EventPublisherExtensions
{
    /// <summary>Publishes <paramref name="value"/> as JSON.</summary>
    /// <exception cref="FormatException"><paramref name="topic"/> is not a topic name.</exception>
    public static ValueTask<PublishOutcome> PublishAsync<T>(
        this IEventPublisher publisher, string topic, T value, string? key = null,
        JsonSerializerOptions? json = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        return publisher.PublishAsync(new PublishRequest(TopicName.Parse(topic), EventData.FromValue(value, json)) { Key = key }, cancellationToken);
    }
}
