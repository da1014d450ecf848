namespace RealtimeHub.Load.Fleets;

/// <summary>What became of the slow subscribers of a run: of those that stopped reading, and of those that went on slowly.</summary>
internal sealed record SlowResult
{
    public SlowTally Never { get; init; } = new();

    public SlowTally Slowly { get; init; } = new();

    public SlowTally Both() => Never + Slowly;

    public static SlowResult operator +(SlowResult a, SlowResult b) => new() { Never = a.Never + b.Never, Slowly = a.Slowly + b.Slowly };
}

/// <summary>What became of slow subscribers, from the moment at which they became slow; of one, or of several together.</summary>
internal sealed record SlowTally
{
    /// <summary>Events that they read.</summary>
    public long Read { get; init; }

    /// <summary>Notices that they read: so many events will not come.</summary>
    public long Notices { get; init; }

    /// <summary>Events that were announced as lost, by these notices or by the answer when one came back.</summary>
    public long Announced { get; init; }

    /// <summary>Events that did not come and that nothing announced, as far as they have read.</summary>
    public long Lost { get; init; }

    /// <summary>Events that came again, or late.</summary>
    public long Repeated { get; init; }

    /// <summary>Connections that ended without a word that their client would have read.</summary>
    public int Cut { get; init; }

    /// <summary>Connections that ended with the word that their client is too slow.</summary>
    public int TooSlow { get; init; }

    /// <summary>Connections that ended with another word of the server.</summary>
    public int OtherCloses { get; init; }

    /// <summary>How often one subscribed again.</summary>
    public int CameBack { get; init; }

    /// <summary>How often one was promised then that everything it had missed follows.</summary>
    public int Continued { get; init; }

    /// <summary>Connections that ended.</summary>
    public int Ended() => Cut + TooSlow + OtherCloses;

    public static SlowTally operator +(SlowTally a, SlowTally b) => new()
    {
        Read = a.Read + b.Read,
        Notices = a.Notices + b.Notices,
        Announced = a.Announced + b.Announced,
        Lost = a.Lost + b.Lost,
        Repeated = a.Repeated + b.Repeated,
        Cut = a.Cut + b.Cut,
        TooSlow = a.TooSlow + b.TooSlow,
        OtherCloses = a.OtherCloses + b.OtherCloses,
        CameBack = a.CameBack + b.CameBack,
        Continued = a.Continued + b.Continued,
    };
}
