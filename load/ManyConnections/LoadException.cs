namespace RealtimeHub.Load;

/// <summary>A run that cannot go on; the message is for the user.</summary>
internal sealed class LoadException(string message) : Exception(message);
