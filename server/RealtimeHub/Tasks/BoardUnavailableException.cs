namespace RealtimeHub.Tasks;

/// <summary>What keeps the tasks could not do what it was asked for, or nobody knows whether it has: Redis is away, or the disk full. Trying again is safe, and may help.</summary>
/// <param name="message">What is wrong, for the log.</param>
/// <param name="inner">What was behind it.</param>
public sealed class BoardUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
