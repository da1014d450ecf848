namespace RealtimeHub.Client;

/// <summary>Where a subscription stands.</summary>
public enum SubscriptionState
{
    /// <summary>The server has not accepted it yet, or there is no connection at the moment.</summary>
    Pending,

    /// <summary>The server accepted it on the current connection; events arrive.</summary>
    Subscribed,

    /// <summary>Over: left, refused for good, or the client was disposed.</summary>
    Closed,
}
