namespace RealtimeHub.Transport.Loops;

/// <summary>Something that has gathered bytes and sends them in the next round.</summary>
internal interface IGathering
{
    /// <summary>Called on the loop.</summary>
    void SendGathered();
}

/// <summary>
/// The rounds in which a loop sends what its sockets have gathered. A busy loop leaves more time between two of them than a round takes,
/// so the busier it is, the more goes into one send; nobody waits longer than a limit.
/// </summary>
internal sealed class SendRounds(TimeProvider clock)
{
    /// <summary>Rounds may take one part in so many of the loop's time, until the limit is reached.</summary>
    private const int TimesAsLong = 8;

    /// <summary>Shorter rests gain nothing: the poll counts in milliseconds.</summary>
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private List<IGathering> _next = [];
    private List<IGathering> _now = [];
    private long _due;
    private TimeSpan _rest = ShortestRest;

    /// <summary>Takes part in the next round. May be called on any thread.</summary>
    /// <returns>Whether it is the first: the loop has to learn that there is a round.</returns>
    /// <remarks>Bounded by what the sockets of the loop are sent between two rounds; one that has sent in between may be in it again, which does no harm.</remarks>
    public bool Add(IGathering member, TimeSpan longestRest)
    {
        lock (_gate)
        {
            _next.Add(member);
            if (_next.Count > 1) return false;
            var rest = _rest < longestRest ? _rest : longestRest;
            Volatile.Write(ref _due, Math.Max(1, clock.GetTimestamp() + (long)(rest.TotalSeconds * clock.TimestampFrequency)));
            return true;
        }
    }

    /// <summary>For how many milliseconds the poll may wait; -1 is for ever.</summary>
    public int Patience()
    {
        var due = Volatile.Read(ref _due);
        if (due == 0) return -1;
        var left = clock.GetElapsedTime(clock.GetTimestamp(), due);
        return left <= TimeSpan.Zero ? 0 : (int)Math.Ceiling(left.TotalMilliseconds);
    }

    /// <summary>Sends what is due. On the loop.</summary>
    public void RunDue()
    {
        if (Patience() != 0) return;
        lock (_gate)
        {
            (_now, _next) = (_next, _now);
            Volatile.Write(ref _due, 0);
        }

        var begun = clock.GetTimestamp();
        try
        {
            foreach (var member in _now) member.SendGathered();
        }
        finally
        {
            _now.Clear();
            var rest = TimesAsLong * clock.GetElapsedTime(begun);
            lock (_gate) _rest = rest > ShortestRest ? rest : ShortestRest;
        }
    }
}
