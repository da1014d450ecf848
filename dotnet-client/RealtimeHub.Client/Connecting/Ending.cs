namespace RealtimeHub.Client.Connecting;

/// <summary>How a connection ended, or why it was not made.</summary>
/// <param name="Reason">For people and for the application.</param>
/// <param name="Reconnect">Whether to come back.</param>
/// <param name="After">Not before so much time has passed.</param>
internal sealed record Ending(CloseReason Reason, bool Reconnect = true, TimeSpan After = default)
{
    public static Ending FromException(string what, Exception? exception) =>
        new(new CloseReason(exception is null ? what : $"{what}: {exception.GetBaseException().Message}") { Exception = exception });
}
