namespace RealtimeHub.Load.CommandLine;

/// <summary>The user asked for something that cannot be done. The message says what is wrong, and what to do instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
