namespace RealtimeHub.Load;

/// <summary>A run cannot go on, for a reason that its user should read.</summary>
internal sealed class LoadException(string message) : Exception(message);
