using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;

namespace RealtimeHub.Sources;

/// <summary>One event that a source hands to the server.</summary>
/// <param name="Topic">Where it goes.</param>
/// <param name="Data">What it says.</param>
public sealed record SourceEvent(TopicName Topic, EventData Data)
{
    /// <summary>What the event is about, if anything.</summary>
    public string? Key { get; init; }

    /// <summary>The kind of the event, if any.</summary>
    public string? Type { get; init; }

    /// <summary>The source's own identity of the event, if any.</summary>
    public string? Id { get; init; }

    /// <summary>Makes a second publish of the same event the first one. At most 128 visible ASCII characters.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Told what became of the event: for sources that have to confirm what they have got from elsewhere. Called in turn with the publishing: return soon.</summary>
    public Action<PublishOutcome>? Published { get; init; }

    /// <summary>An event whose data is <paramref name="value"/>, written as JSON with camel-case names.</summary>
    /// <exception cref="FormatException"><paramref name="topic"/> is not a topic name.</exception>
    public static SourceEvent FromValue<T>(string topic, T value, JsonSerializerOptions? json = null) =>
        new(TopicName.Parse(topic), EventData.FromValue(value, json));
}
