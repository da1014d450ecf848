namespace RealtimeHub.Load.Measuring;

/// <summary>What one slow client got over all its connections, and where it stands.</summary>
internal sealed class SlowLedger
{
    private readonly Lock _gate = new();

    // Guarded by _gate: the client's loop writes, and the conductor of the run begins and reads.
    private SlowTally _tally = new() { Clients = 1 };
    private (string? Epoch, long Offset) _position;
    private int? _lastWord;

    /// <summary>The position to come back with; null when the server knows none.</summary>
    public (string Epoch, long Offset)? Position
    {
        get
        {
            lock (_gate) return _position.Epoch is { } epoch ? (epoch, _position.Offset) : null;
        }
    }

    public SlowTally Tally
    {
        get
        {
            lock (_gate) return _tally;
        }
    }

    /// <summary>The client becomes slow: what came before does not count.</summary>
    public void Begin() => Count(_ => new SlowTally { Clients = 1 });

    /// <param name="epoch">Null when the server has none.</param>
    /// <param name="offset">The last offset before the events that follow, when they do not follow the position of the client.</param>
    /// <param name="recovered">Whether they do follow it; null when the client gave no position.</param>
    public void Subscribed(string? epoch, long offset, bool? recovered)
    {
        lock (_gate)
        {
            var known = _position.Offset;
            if (recovered == true) _tally = _tally with { Recovered = _tally.Recovered + 1 };
            if (recovered is null && known > 0) _tally = _tally with { Unannounced = _tally.Unannounced + Math.Max(0, offset - known) };
            _position = (epoch, recovered == true ? known : offset);
        }
    }

    public void Event(long offset)
    {
        lock (_gate)
        {
            var known = _position.Offset;
            _tally = _tally with
            {
                Events = _tally.Events + 1,
                Unannounced = _tally.Unannounced + Math.Max(0, offset - known - 1),
                Repeated = _tally.Repeated + (offset <= known ? 1 : 0),
            };
            _position.Offset = Math.Max(offset, known);
        }
    }

    /// <summary>The offsets after <paramref name="from"/> and up to <paramref name="to"/> are not coming.</summary>
    public void Gap(long from, long to)
    {
        lock (_gate)
        {
            _tally = _tally with
            {
                Gaps = _tally.Gaps + 1,
                EventsInGaps = _tally.EventsInGaps + (to - from),
                Unannounced = _tally.Unannounced + Math.Max(0, from - _position.Offset),
            };
            _position.Offset = to;
        }
    }

    /// <summary>The server says why it will close the connection.</summary>
    public void Told(int code)
    {
        lock (_gate) _lastWord = code;
    }

    public void Ended()
    {
        lock (_gate)
        {
            _tally = _lastWord is { } code ? _tally.Closed(code) : _tally with { Cuts = _tally.Cuts + 1 };
            _lastWord = null;
        }
    }

    public void CameBack() => Count(tally => tally with { CameBack = tally.CameBack + 1 });

    public void Refused() => Count(tally => tally with { Refused = tally.Refused + 1 });

    private void Count(Func<SlowTally, SlowTally> change)
    {
        lock (_gate) _tally = change(_tally);
    }
}
