namespace RealtimeHub.Load.Checks;

/// <summary>How the engine is checked.</summary>
internal sealed record EngineCheckPlan
{
    public int Connections { get; init; } = 15_000;

    /// <summary>Subscribers of the witness, spread evenly among the others.</summary>
    public int Witnesses { get; init; } = 60;

    /// <summary>Frames a second to each connection.</summary>
    public double Rate { get; init; } = 10;

    /// <summary>Events in one frame, as a server has that sends several at once.</summary>
    public int EventsPerFrame { get; init; } = 1;

    public int Warmup { get; init; } = 5;

    public int Seconds { get; init; } = 20;

    /// <summary>How late an event may be published: a server that is later has no core of its own, and what is measured then says nothing.</summary>
    public TimeSpan MaxLate { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The length of the data of one event in bytes.</summary>
    public int Bytes { get; init; } = 128;

    /// <summary>Events a second to all connections together.</summary>
    public double EventsPerSecond => Connections * Rate * EventsPerFrame;
}
