namespace RealtimeHub.Configuration;

/// <summary>Who may do what with the topics of a namespace. One of the named is enough, such as <c>Token, Owner</c>.</summary>
/// <remarks>
/// Holders of an API key may do everything, and so may callers on the same machine in Development, except publish over the hub. The server's own topics
/// (<c>$server:stats</c>) are for them, for tokens that name them, and for everybody where <c>Access:AnonymousSubscribers</c> is set.
/// </remarks>
public sealed class PermissionOptions
{
    /// <summary>Who may subscribe.</summary>
    /// <value>Default none: `Token`, and `Anonymous` when <c>Access:AnonymousSubscribers</c> is set.</value>
    public Who? Subscribe { get; set; }

    /// <summary>Who may publish, over the hub and with a token over HTTP.</summary>
    /// <value>Default none: `Token`, and `Anonymous` when <c>AllowClientPublish</c> is set.</value>
    public Who? Publish { get; set; }

    /// <summary>Who may read the history, and subscribe with <c>tail</c>. To continue with <c>since</c> belongs to subscribing.</summary>
    /// <value>Default none: those who may subscribe.</value>
    public Who? History { get; set; }

    /// <summary>Who may ask who is there.</summary>
    /// <value>Default none: those who may subscribe.</value>
    public Who? Presence { get; set; }
}

/// <summary>A group of clients.</summary>
[Flags]
public enum Who
{
    /// <summary>Nobody but those who may do everything.</summary>
    Nobody = 0,

    /// <summary>Everybody who may connect.</summary>
    Anonymous = 1,

    /// <summary>Everybody with a valid token, and whom the application has authenticated.</summary>
    User = 2,

    /// <summary>Whoever's token gives this right to this topic.</summary>
    Token = 4,

    /// <summary>The user whose name follows that of the namespace: <c>user:alice</c> and <c>user:alice/orders</c> belong to <c>alice</c>.</summary>
    Owner = 8,

    /// <summary>Whoever the application's <c>ITopicAuthorizer</c> allows it, or else the webhook. It is asked when no other group fits.</summary>
    Authorizer = 16,
}
