namespace RealtimeHub.Load.Measuring;

/// <summary>What became of slow clients, from the moment at which they became slow; of one, or of several together.</summary>
internal sealed record SlowTally
{
    public int Clients { get; init; }

    /// <summary>Events that they read.</summary>
    public long Events { get; init; }

    /// <summary>Gap notices that they read.</summary>
    public long Gaps { get; init; }

    /// <summary>Events that these notices announced as not coming.</summary>
    public long EventsInGaps { get; init; }

    /// <summary>How often a connection ended with a code of the server.</summary>
    public IReadOnlyDictionary<int, int> Closes { get; init; } = new Dictionary<int, int>();

    /// <summary>How often a connection ended without a word that the client would have read.</summary>
    public int Cuts { get; init; }

    /// <summary>How often one came back.</summary>
    public int CameBack { get; init; }

    /// <summary>How often one was promised, when it came back, that everything it had missed follows.</summary>
    public int Recovered { get; init; }

    /// <summary>How often one was not let in when it came back.</summary>
    public int Refused { get; init; }

    /// <summary>Events that did not come and that nothing announced, as far as the client has read.</summary>
    public long Unannounced { get; init; }

    /// <summary>Events that came again or late, though the position said that they were had.</summary>
    public long Repeated { get; init; }

    public SlowTally Closed(int code) =>
        this with { Closes = new Dictionary<int, int>(Closes) { [code] = Closes.GetValueOrDefault(code) + 1 } };

    public static SlowTally Sum(IEnumerable<SlowTally> tallies) => tallies.Aggregate(new SlowTally(), (a, b) => new SlowTally
    {
        Clients = a.Clients + b.Clients,
        Events = a.Events + b.Events,
        Gaps = a.Gaps + b.Gaps,
        EventsInGaps = a.EventsInGaps + b.EventsInGaps,
        Closes = a.Closes.Concat(b.Closes).GroupBy(close => close.Key).ToDictionary(code => code.Key, code => code.Sum(close => close.Value)),
        Cuts = a.Cuts + b.Cuts,
        CameBack = a.CameBack + b.CameBack,
        Recovered = a.Recovered + b.Recovered,
        Refused = a.Refused + b.Refused,
        Unannounced = a.Unannounced + b.Unannounced,
        Repeated = a.Repeated + b.Repeated,
    });
}
