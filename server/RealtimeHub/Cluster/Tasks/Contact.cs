namespace RealtimeHub.Cluster.Tasks;

/// <summary>
/// Whether this node has been in contact with Redis for a while. When Redis was away nobody could renew a lease: who comes back first would take everything from the others, who are
/// as well as it is, and work on it. So it waits until they have had the time.
/// </summary>
/// <remarks>Touched only by the loop that renews the leases.</remarks>
/// <param name="patience">Longer than the pause between two renewals.</param>
/// <param name="clock">The time.</param>
internal sealed class Contact(TimeSpan patience, TimeProvider clock)
{
    private long _last = clock.GetTimestamp();
    private long? _backSince;

    /// <summary>Whether what others have not renewed is theirs no more.</summary>
    public bool IsLasting
    {
        get
        {
            var now = clock.GetTimestamp();
            if (clock.GetElapsedTime(_last, now) > patience) _backSince = now;
            if (_backSince is { } since && clock.GetElapsedTime(since, now) >= patience) _backSince = null;
            return _backSince is null;
        }
    }

    /// <summary>Redis has answered.</summary>
    public void Note() => _last = clock.GetTimestamp();
}
