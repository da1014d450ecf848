using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Contracts;

namespace RealtimeHub.Ingest.Http;

/// <summary>Where a published event stands.</summary>
internal sealed record PublishReply(string Topic, string Epoch, long Offset)
{
    public static PublishReply For(TopicName topic, StreamPosition position) => new(topic.Value, position.Epoch, position.Offset);
}

/// <summary>One event of a batch, as it is sent. Only described here; the batch is read without building it.</summary>
internal sealed record BatchEvent(string Topic, JsonElement Data, string? Key, string? Type, string? Id);

/// <summary>What became of one event of a batch: a position, or an error.</summary>
internal sealed record BatchResult
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Topic { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Epoch { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Offset { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchError? Error { get; init; }

    public static BatchResult Published(TopicName topic, StreamPosition position) =>
        new() { Topic = topic.Value, Epoch = position.Epoch, Offset = position.Offset };

    public static BatchResult Failed(ErrorCode code, string message) => new() { Error = new BatchError((int)code, message) };
}

/// <summary>Why one event of a batch was refused.</summary>
internal sealed record BatchError(int Code, string Message);

/// <summary>A page of history, as it is answered. Only described here; it is written without building it.</summary>
internal sealed record HistoryReply(string Topic, string Epoch, long Offset, IReadOnlyList<HistoryReplyEvent> Events);

/// <summary>One event of a page of history.</summary>
internal sealed record HistoryReplyEvent(long Offset, JsonElement Data, EventMeta? Meta);
