namespace RealtimeHub.Contracts;

/// <summary>The path of the hub and the names of its methods.</summary>
public static class HubNames
{
    /// <summary>Where the hub listens.</summary>
    public const string Path = "/hub";

    /// <summary>Client to server: follow a topic.</summary>
    public const string Subscribe = nameof(Subscribe);

    /// <summary>Client to server: stop following a topic.</summary>
    public const string Unsubscribe = nameof(Unsubscribe);

    /// <summary>Client to server: change how often a subscription is delivered to.</summary>
    public const string SetRate = nameof(SetRate);

    /// <summary>Client to server: append an event, where the namespace allows it.</summary>
    public const string Publish = nameof(Publish);

    /// <summary>Client to server: read events that the log still holds.</summary>
    public const string History = nameof(History);

    /// <summary>Client to server: ask who follows a topic.</summary>
    public const string Presence = nameof(Presence);

    /// <summary>Client to server: start a background task.</summary>
    public const string StartTask = nameof(StartTask);

    /// <summary>Client to server: take a background task back.</summary>
    public const string CancelTask = nameof(CancelTask);

    /// <summary>Client to server: show a newer token of the same user; the connection and its subscriptions stay.</summary>
    public const string Refresh = nameof(Refresh);

    /// <summary>Client to server: the server's clock in milliseconds since 1970; made for measuring the way there and back.</summary>
    public const string Time = nameof(Time);

    /// <summary>Server to client: one event.</summary>
    public const string Event = "event";

    /// <summary>Server to client: offsets that are not coming.</summary>
    public const string Gap = "gap";

    /// <summary>Server to client: the server has subscribed the connection to a topic by itself.</summary>
    public const string Subscribed = "subscribed";

    /// <summary>Server to client: the server ended a subscription.</summary>
    public const string Unsubscribed = "unsubscribed";

    /// <summary>Server to client: who follows a topic now, or what has changed about that.</summary>
    public const string PresenceChanged = "presence";

    /// <summary>Server to client: the last message before a close.</summary>
    public const string Disconnecting = "disconnecting";
}

/// <summary>Why events are missing, in a <c>gap</c>.</summary>
public static class GapReasons
{
    /// <summary>The client read more slowly than the log could wait for.</summary>
    public const string Slow = "slow";

    /// <summary>The events became too old for the log before they could be sent.</summary>
    public const string Expired = "expired";

    /// <summary>The topic began a new life.</summary>
    public const string EpochChanged = "epochChanged";
}

/// <summary>Why a subscription could not continue where the client asked, in a <see cref="SubscribeReply"/>.</summary>
public static class RecoveryReasons
{
    /// <summary>The topic's log is another one than the client knew.</summary>
    public const string EpochChanged = "epochChanged";

    /// <summary>The log no longer holds everything after the position.</summary>
    public const string TooOld = "tooOld";

    /// <summary>The position lies after the newest event.</summary>
    public const string Ahead = "ahead";
}
