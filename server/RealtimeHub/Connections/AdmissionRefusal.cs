namespace RealtimeHub.Connections;

/// <summary>Why no new connection is taken now.</summary>
/// <param name="IsNode">Whether it is the node that is full, and not the caller who has too many.</param>
/// <param name="Reason">What to do about it.</param>
/// <param name="RetryAfter">When to try again.</param>
internal sealed record AdmissionRefusal(bool IsNode, string Reason, TimeSpan RetryAfter)
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    public static readonly AdmissionRefusal Full = new(true, "the node takes no new connection now: it holds as many as it may, or is short of memory", Later);

    public static readonly AdmissionRefusal Draining = new(true, "the node takes no new connection any more: it is shutting down, or an operator drains it", Later);

    public static AdmissionRefusal TooManyNew(TimeSpan wait) => new(true, "too many connections begin at this moment", wait);

    public static AdmissionRefusal TooFast(TimeSpan wait) => new(false, "too many connections from this address begin at this moment", wait);

    public static AdmissionRefusal TooMany(string whose, string setting) =>
        new(false, $"too many connections of this {whose} are open; see RealtimeHub:Limits:{setting}", Later);
}
