namespace RealtimeHub.Load.CommandLine;

/// <summary>The user asked for something that cannot be done.</summary>
internal sealed class UsageException(string message) : Exception(message);
