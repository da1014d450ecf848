namespace RealtimeHub.Load.Connections;

/// <summary>How fast a client reads: as fast as it can until it becomes slow, and then so many bytes a second, or nothing when they are 0.</summary>
internal sealed class ReadPace(double bytesPerSecond, TimeProvider clock)
{
    // What was not read in time may be read later, but not more than this much of it: a slow client has no bursts.
    private static readonly TimeSpan MaxSaved = TimeSpan.FromSeconds(1);

    // Touched only by the client's loop.
    private double _permitted;
    private long? _last;

    // Written by whoever conducts the run.
    private volatile bool _slow;

    public void BecomeSlow() => _slow = true;

    /// <summary>How many bytes may be read now, but not more than there is room for.</summary>
    public int Permitted(int room)
    {
        if (!_slow) return room;
        var now = clock.GetTimestamp();
        var passed = clock.GetElapsedTime(_last ?? now, now);
        _permitted = Math.Min(_permitted + (passed.TotalSeconds * bytesPerSecond), MaxSaved.TotalSeconds * bytesPerSecond);
        _last = now;
        return (int)Math.Min(_permitted, room);
    }

    public void HasRead(int bytes)
    {
        if (_slow) _permitted -= bytes;
    }
}
