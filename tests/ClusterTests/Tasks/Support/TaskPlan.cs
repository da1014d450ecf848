namespace ClusterTests.Tasks.Support;

/// <summary>Who starts what in a <see cref="TaskRun"/>.</summary>
internal sealed record TaskPlan
{
    /// <summary>How many tasks all callers start together.</summary>
    public int Tasks { get; init; } = 500;

    /// <summary>How many keys they have. Each key belongs to one caller, who knows the order of its tasks.</summary>
    public int Keys { get; init; } = 20;

    public int Callers { get; init; } = 10;

    /// <summary>How long a task takes at most, in milliseconds.</summary>
    public int WorkMs { get; init; } = 20;

    /// <summary>How many of a thousand attempts fail, and may be tried again.</summary>
    public int Unlucky { get; init; } = 50;

    /// <summary>How many of a thousand attempts fail for good.</summary>
    public int Hopeless { get; init; } = 5;

    /// <summary>How many of a thousand tasks are cancelled, while they wait, run, or are over.</summary>
    public int Cancelled { get; init; } = 20;

    /// <summary>How many of a thousand are started twice, as a caller does who has got no answer.</summary>
    public int Repeated { get; init; } = 20;

    /// <summary>Of so many tasks one is followed on its topic.</summary>
    public int FollowEvery { get; init; } = 10;
}
