namespace ClusterTests.Support;

/// <summary>Who publishes and who listens in a <see cref="ClusterRun"/>.</summary>
internal sealed record RunPlan
{
    public int Topics { get; init; } = Campaign.Size(6, whenLong: 30);

    public int Subscribers { get; init; } = Campaign.Size(12, whenLong: 60);

    public int TopicsOfEachSubscriber { get; init; } = 2;

    public int Publishers { get; init; } = 4;

    /// <summary>Of all publishers together; 0 for as many as there is time for.</summary>
    public int EventsPerSecond { get; init; } = Campaign.Size(120, whenLong: 200);

    /// <summary>Every so many events one is sent to two nodes at the same time, with the same key.</summary>
    public int RepeatEvery { get; init; } = 10;

    /// <summary>To how many nodes it is sent then.</summary>
    public int Copies { get; init; } = 2;
}
