using System.ComponentModel.DataAnnotations;

namespace TaskNode;

/// <summary>What a task of the tests does: it takes its time, and fails now and then.</summary>
internal sealed record ChoreArgs
{
    /// <summary>Which of the tasks with its key it is, in the order of their start.</summary>
    public int Sequence { get; init; }

    /// <summary>How long it takes at most, in milliseconds.</summary>
    [Range(0, 60_000)]
    public int WorkMs { get; init; }

    /// <summary>How many of a thousand attempts fail.</summary>
    [Range(0, 1_000)]
    public int Unlucky { get; init; }

    /// <summary>How many of a thousand fail for good.</summary>
    [Range(0, 1_000)]
    public int Hopeless { get; init; }

    /// <summary>Whether the first attempt goes on until it is told to stop.</summary>
    public bool Holds { get; init; }
}
