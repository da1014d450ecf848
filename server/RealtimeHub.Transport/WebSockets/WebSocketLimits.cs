namespace RealtimeHub.Transport.WebSockets;

/// <summary>The limits of the WebSockets of one endpoint.</summary>
internal sealed record WebSocketLimits(TimeProvider Clock, long MaxMessageBytes, TimeSpan IdleTimeout, TimeSpan CloseTimeout);
