using RealtimeHub.Contracts;
using RealtimeHub.Simulation.Oracle;

namespace RealtimeHub.Simulation.Clients;

/// <summary>A client's interest in one topic, which outlives its connections.</summary>
internal sealed class Following(string topic)
{
    public string Topic => topic;

    /// <summary>What to continue after.</summary>
    public StreamPosition? Position { get; set; }

    public int? Tail { get; set; }

    public double? MaxRate { get; set; }

    public bool Conflate { get; set; }

    public Phase Phase { get; set; }

    /// <summary>Checks what comes; there is one while the server's reply counts.</summary>
    public Reader? Reader { get; set; }

    /// <summary>Whether the position was made up: the server may find that it lies ahead.</summary>
    public bool IsMadeUp { get; set; }
}

/// <summary>Where a client's interest stands with the server it is connected to.</summary>
internal enum Phase
{
    /// <summary>Nothing has been said.</summary>
    Idle,

    /// <summary>The subscribe is under way.</summary>
    Asked,

    /// <summary>Subscribed.</summary>
    Live,

    /// <summary>The change of the rate is under way.</summary>
    Changing,

    /// <summary>The unsubscribe is under way.</summary>
    Leaving,
}
