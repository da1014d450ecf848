namespace RealtimeHub.Client;

/// <summary>Why events are missing. The numbers rise with the gravity of the loss.</summary>
public enum MissedReason
{
    /// <summary>Offsets were skipped and nobody said why, or for a reason that this version does not know.</summary>
    Unknown = 0,

    /// <summary>This process read the subscription more slowly than <see cref="RealtimeHubClientOptions.MaxQueuedEvents"/> allows.</summary>
    LocalQueue = 1,

    /// <summary>The connection was too slow, and the server's log moved on.</summary>
    Slow = 2,

    /// <summary>The events became too old for the server's log before they could be sent.</summary>
    Expired = 3,

    /// <summary>The client was away for longer than the server's log reaches back.</summary>
    TooOld = 4,

    /// <summary>The client knew an offset that the server has not reached: the server lost the end of its log.</summary>
    Ahead = 5,

    /// <summary>The topic began a new life: what was known before does not continue.</summary>
    EpochChanged = 6,
}

/// <summary>Events that will not come: the offsets after <see cref="From"/> up to and including <see cref="To"/>.</summary>
/// <remarks>
/// With <see cref="MissedReason.EpochChanged"/>, <see cref="From"/> belongs to the old life of the topic and <see cref="To"/> to the
/// new one; with <see cref="MissedReason.Ahead"/>, <see cref="To"/> is the smaller. Reload your state in both cases.
/// With <see cref="SubscribeOptions.Tail"/> the newest of the lost events may be delivered all the same.
/// </remarks>
/// <param name="Topic">The topic.</param>
/// <param name="From">The last offset before the loss.</param>
/// <param name="To">The last offset that is lost.</param>
/// <param name="Reason">Why; of several losses in a row, the gravest.</param>
public sealed record Missed(string Topic, long From, long To, MissedReason Reason)
{
    internal static Missed Join(Missed? earlier, Missed later) =>
        earlier is null
            ? later
            : later with { From = earlier.From, Reason = (MissedReason)Math.Max((int)earlier.Reason, (int)later.Reason) };

    internal static MissedReason ParseReason(string? reason) => reason switch
    {
        "slow" => MissedReason.Slow,
        "expired" => MissedReason.Expired,
        "tooOld" => MissedReason.TooOld,
        "ahead" => MissedReason.Ahead,
        "epochChanged" => MissedReason.EpochChanged,
        _ => MissedReason.Unknown,
    };
}
