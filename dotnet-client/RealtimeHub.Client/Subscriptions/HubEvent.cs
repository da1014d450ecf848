using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>One event of a topic.</summary>
/// <typeparam name="T">What the data were read as.</typeparam>
public sealed record HubEvent<T> : HubItem<T>
{
    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The life of the topic's log.</summary>
    public required string Epoch { get; init; }

    /// <summary>The place of the event in the topic; the first is 1.</summary>
    public required long Offset { get; init; }

    /// <summary>The data; <see langword="default"/> where they were JSON <c>null</c>.</summary>
    public required T Data { get; init; }

    /// <summary>Key, type and the like; <see langword="null"/> when the publisher gave none.</summary>
    public EventMeta? Meta { get; init; }

    /// <inheritdoc/>
    public override StreamPosition Position => new(Epoch, Offset);
}
