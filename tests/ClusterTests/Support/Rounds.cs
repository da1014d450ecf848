namespace ClusterTests.Support;

/// <summary>Does the same harm again and again: a few times in a usual run, often in a campaign.</summary>
internal static class Rounds
{
    private const int Reports = 20;

    /// <param name="harm">What it is called in reports.</param>
    /// <param name="usual">How often in a usual run.</param>
    /// <param name="whenLong">How often in a campaign.</param>
    /// <param name="run">What reports tell more about.</param>
    /// <param name="round">Does it once; its number begins with 0.</param>
    public static async Task RepeatAsync(string harm, int usual, int whenLong, ClusterRun run, Func<int, Task> round)
    {
        var count = Campaign.Size(usual, whenLong);
        for (var n = 0; n < count; n++)
        {
            await round(n);
            if ((n + 1) % Math.Max(1, count / Reports) == 0) Campaign.TellProgress($"{n + 1} of {count} times {harm}; {run.Tally}");
        }

        Campaign.TellResult($"{count} times {harm}");
    }
}
