using RealtimeHub.Ledger;
using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Fleets;

internal enum SubscriberState
{
    /// <summary>Not connected, and not going to be.</summary>
    Away,

    /// <summary>Waits for its turn to connect.</summary>
    Waiting,

    Connecting,

    Live,

    /// <summary>Its connection ended although it should not have.</summary>
    Broken,

    /// <summary>A slow one whose connection ended; it comes back.</summary>
    Returning,
}

/// <summary>One subscriber of a run, over all its connections. Touched only by the thread of its loop.</summary>
internal sealed class Subscriber(Session session, int topic, double? slowRate)
{
    private SlowTally _happened = new();
    private SlowTally _before = new();

    public Session Session => session;

    public int Topic => topic;

    /// <summary>How many bytes a second it will read once it is slow, 0 for none; null for a healthy one.</summary>
    public double? SlowRate => slowRate;

    public bool IsHealthy => slowRate is null;

    public bool IsSlow { get; private set; }

    public SequenceLedger Ledger { get; } = new();

    public SubscriberState State { get; set; }

    /// <summary>When it began to connect, or when a slow one may come back; a timestamp of Stopwatch.</summary>
    public long Since { get; set; }

    /// <summary>Whether somebody waits for it to be live.</summary>
    public bool IsExpected { get; set; }

    /// <summary>Whether it is known where its subscription began.</summary>
    public bool Started { get; set; }

    /// <summary>The server said that it does not continue from its position, and it is not known yet how much it missed.</summary>
    public bool Unrecovered { get; set; }

    /// <summary>The code with which the server said that it ends the connection; null when it said nothing.</summary>
    public int? LastWord { get; set; }

    /// <summary>What happened to a slow one since it became slow. It is judged only as far as it has read.</summary>
    public SlowTally SinceSlow => IsSlow ? _happened + Seen(1) + _before : _happened;

    public void BecomeSlow() => (IsSlow, _before) = (true, Seen(-1));

    /// <summary>Something happened to a slow one that its ledger does not know.</summary>
    public void Happened(SlowTally what) => _happened += what;

    /// <summary>The next event is the one after this.</summary>
    public void Begin(long sequence)
    {
        if (!Started) Ledger.StartAfter(sequence);
        else if (Unrecovered && sequence > Ledger.Last) Ledger.Announce(sequence - Ledger.Last);
        (Started, Unrecovered) = (true, false);
    }

    private SlowTally Seen(int sign) => new()
    {
        Read = sign * Ledger.Received,
        Lost = sign * Ledger.Missing,
        Announced = sign * Ledger.Announced,
        Repeated = sign * (Ledger.Repeated + Ledger.OutOfOrder),
    };
}
