using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>A part of a topic's past.</summary>
/// <typeparam name="T">What the data were read as.</typeparam>
public sealed record HistoryPage<T>
{
    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The newest position of the topic when the page was read.</summary>
    public required StreamPosition Head { get; init; }

    /// <summary>The events, in the order that was asked for.</summary>
    public required IReadOnlyList<HubEvent<T>> Events { get; init; }
}
