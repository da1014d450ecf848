namespace RealtimeHub.Contracts;

/// <summary>
/// Why a call was refused. On the hub the message of the error starts with the number and a colon; over HTTP it is the
/// <c>code</c> of the problem details. Clients decide on the number, never on the text.
/// </summary>
public enum ErrorCode
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>The server failed; trying again later may help.</summary>
    Internal = 100,

    /// <summary>The caller did not say who it is.</summary>
    Unauthorized = 101,

    /// <summary>No namespace of that name is configured.</summary>
    UnknownNamespace = 102,

    /// <summary>The caller may not do this.</summary>
    PermissionDenied = 103,

    /// <summary>The connection has a subscription to this topic already.</summary>
    AlreadySubscribed = 105,

    /// <summary>The connection has as many subscriptions as it may have.</summary>
    SubscriptionLimit = 106,

    /// <summary>The request itself is wrong: a name, an argument, a body. Trying again unchanged cannot help.</summary>
    BadRequest = 107,

    /// <summary>Too much in too little time; try again after the stated time.</summary>
    RateLimited = 108,

    /// <summary>The token's time is over.</summary>
    TokenExpired = 109,

    /// <summary>The idempotency key was used before with another payload.</summary>
    Conflict = 110,

    /// <summary>The asked position cannot be continued from: other epoch, too old, or ahead of the log.</summary>
    UnrecoverablePosition = 112,

    /// <summary>The node holds as many topics as it may hold; try again later.</summary>
    TopicLimit = 113,

    /// <summary>What the nodes share cannot be reached at the moment; try again, with the same idempotency key where there is one.</summary>
    Unavailable = 114,

    /// <summary>No background work of that kind is there.</summary>
    UnknownKind = 115,

    /// <summary>There is no such task, or it ended so long ago that it is forgotten.</summary>
    UnknownTask = 116,
}
