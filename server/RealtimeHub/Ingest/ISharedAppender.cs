using RealtimeHub.Contracts;

namespace RealtimeHub.Ingest;

/// <summary>Appends to the topics that all nodes share.</summary>
internal interface ISharedAppender
{
    /// <summary>
    /// Appends events of one topic that have been checked, in their order. The same idempotency key appends once, whichever node it comes to. When one cannot be appended
    /// for the time being, none that stands behind it is.
    /// </summary>
    /// <returns>What became of each.</returns>
    ValueTask<IReadOnlyList<PublishOutcome>> AppendAsync(TopicName topic, IReadOnlyList<PublishRequest> requests);
}
