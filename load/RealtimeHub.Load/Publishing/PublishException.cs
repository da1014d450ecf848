namespace RealtimeHub.Load.Publishing;

/// <summary>An event was not taken.</summary>
/// <param name="message">What the server said, or what became of the connection.</param>
/// <param name="mayBeTaken">Nobody knows: the connection broke after the event had been sent. Its number is not used again then.</param>
internal sealed class PublishException(string message, bool mayBeTaken = false) : Exception(message)
{
    public bool MayBeTaken { get; } = mayBeTaken;
}
