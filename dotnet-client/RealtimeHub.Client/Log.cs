using Microsoft.Extensions.Logging;

namespace RealtimeHub.Client;

/// <summary>What the client logs. No payloads, no tokens, nothing for each event.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Connected.")]
    public static partial void Connected(this ILogger logger);

    [LoggerMessage(2, LogLevel.Warning, "{Reason} Next try in {Seconds:0.0} s.")]
    public static partial void WillRetry(this ILogger logger, string reason, double seconds);

    [LoggerMessage(3, LogLevel.Information, "Disconnected, and not coming back. {Reason}")]
    public static partial void Finished(this ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Information, "Subscribing to {Topic} failed for now and is tried again. {Reason}")]
    public static partial void SubscriptionWillRetry(this ILogger logger, string topic, string reason);

    [LoggerMessage(5, LogLevel.Warning, "The subscription to {Topic} ended. {Reason}")]
    public static partial void SubscriptionEnded(this ILogger logger, string topic, string reason);

    [LoggerMessage(7, LogLevel.Error, "OnServerSubscription threw. It must not; the connection goes on.")]
    public static partial void SubscriptionHandlerFailed(this ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "A handler of StateChanged threw. Handlers must not throw; the connection goes on.")]
    public static partial void StateHandlerFailed(this ILogger logger, Exception exception);
}
