namespace RealtimeHub.Load.Publishing;

/// <summary>
/// One publisher's way to the server. The publisher calls it from a thread of its own: an implementation may block, which costs less
/// than anything else.
/// </summary>
internal interface IPublishChannel : IAsyncDisposable
{
    /// <summary>When the last answer came, and not when it was read: a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    long AnsweredAt { get; }

    /// <summary>Completes when the server has taken the event.</summary>
    /// <param name="topic">Its number: the topic is called <c>load-{topic}</c>.</param>
    /// <param name="data">JSON with the mark; valid until the call completes.</param>
    /// <param name="stop">Cancelled when the run is interrupted.</param>
    /// <exception cref="PublishException">The server did not take it, or nobody knows whether it did.</exception>
    ValueTask PublishAsync(int topic, ReadOnlyMemory<byte> data, CancellationToken stop);
}

/// <summary>A channel that takes several events in one request.</summary>
internal interface IBatchChannel : IPublishChannel
{
    /// <summary>Completes when the server has answered.</summary>
    /// <returns>Why each event was refused, in the order of the events; null for those that were taken.</returns>
    /// <exception cref="PublishException">The server did not take the request, or nobody knows whether it did.</exception>
    ValueTask<IReadOnlyList<string?>> PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken stop);
}

/// <summary>An event on its way to the server.</summary>
internal readonly record struct OutgoingEvent(int Topic, ReadOnlyMemory<byte> Data);
