namespace RealtimeHub.TestKit.Handoffs;

/// <summary>How a handoff run is made up.</summary>
/// <param name="Handoffs">How many subscribe calls with a position are answered: each hands a subscriber over from the log to live events.</param>
/// <param name="Clients">How many clients subscribe, leave, are cut and come back. Half of them speak JSON, half MessagePack.</param>
public sealed record HandoffPlan(int Handoffs, int Clients)
{
    public int Publishers { get; init; } = 4;

    public int TopicCount { get; init; } = 16;

    public int TopicsOfEachClient { get; init; } = 4;

    /// <summary>
    /// After so many handoffs publishers stop until everybody has everything: an event that is only delivered because another one
    /// follows would never come then.
    /// </summary>
    public int HandoffsOfRound { get; init; } = 250;

    /// <summary>
    /// How far publishers may run ahead of the slowest follower of a topic. It is less than a topic keeps, so that nobody may lose
    /// anything: every gap and every position that is not recovered is a fault.
    /// </summary>
    public int Room { get; init; } = 200;

    /// <summary>How many events the topics of the server have to keep.</summary>
    public int Kept { get; init; } = 500;

    public IReadOnlyList<string> Topics => field ??= [.. Enumerable.Range(0, TopicCount).Select(n => $"topic-{n}")];

    /// <summary>Different ones for each client, and as many followers for each topic.</summary>
    public IReadOnlyList<string> TopicsOf(int client) =>
        [.. Enumerable.Range(0, TopicsOfEachClient).Select(n => Topics[(client + (n * 5)) % TopicCount])];

    public static string ProtocolOf(int client) => client % 2 == 0 ? "json" : "messagepack";

    /// <summary>Every fourth client of each protocol asks for the newest event per key only.</summary>
    public static bool Conflates(int client) => client / 2 % 4 == 3;

    /// <summary>What an event is about: a few keys, and some events without one.</summary>
    public static string? KeyOf(long sequence) => sequence % 6 is > 0 and var key ? $"key-{key}" : null;
}
