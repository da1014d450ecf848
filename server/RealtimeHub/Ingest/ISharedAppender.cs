namespace RealtimeHub.Ingest;

/// <summary>Appends to the topics that all nodes share.</summary>
internal interface ISharedAppender
{
    /// <summary>Appends an event that has been checked. The same idempotency key appends once, whichever node it comes to.</summary>
    ValueTask<PublishOutcome> AppendAsync(PublishRequest request);
}
