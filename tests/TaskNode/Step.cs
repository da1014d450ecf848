using System.Globalization;

namespace TaskNode;

/// <summary>What an attempt does.</summary>
internal enum StepKind
{
    Begun,

    /// <summary>It ends, with a result.</summary>
    Done,

    /// <summary>It fails, and may be tried again.</summary>
    Unlucky,

    /// <summary>It fails for good.</summary>
    Hopeless,

    /// <summary>It has obeyed.</summary>
    Stopped,
}

/// <summary>The beginning or the end of an attempt, as its handler saw it.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Process">The node on which it ran.</param>
/// <param name="Task">The task.</param>
/// <param name="Attempt">Its number.</param>
/// <param name="Key">The key of the task.</param>
/// <param name="Sequence">Which of the tasks with that key it is.</param>
internal sealed record Step(StepKind Kind, int Process, string Task, int Attempt, string Key, int Sequence)
{
    /// <summary>As one line of a file.</summary>
    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Process} {Task} {Attempt} {Key} {Sequence}\n");

    public static Step Parse(string line) => line.Split(' ') is [var kind, var process, var task, var attempt, var key, var sequence]
        ? new Step(Enum.Parse<StepKind>(kind), Number(process), task, Number(attempt), key, Number(sequence))
        : throw new FormatException($"'{line}' is no step");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
