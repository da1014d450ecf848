namespace TaskNode;

/// <summary>The kinds of work that the tests start.</summary>
internal static class Chores
{
    public const string Kind = "chore";

    public const int MaxAttempts = 3;

    /// <summary>Of these the first failure is the last. What is not a failure leaves them another attempt.</summary>
    public const string NoSecondChance = "no-second-chance";

    /// <summary>The code of an attempt that says it may go better the next time.</summary>
    public const string Unlucky = "unlucky";

    /// <summary>The code of an attempt that says it is no use.</summary>
    public const string Hopeless = "hopeless";
}
