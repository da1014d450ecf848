namespace RealtimeHub.Tasks.Board;

/// <summary>A board could not do what it was asked for, or nobody knows whether it has: Redis is away, or the disk full. Trying again is safe.</summary>
internal sealed class BoardUnavailableException(string message, Exception inner) : Exception(message, inner);
