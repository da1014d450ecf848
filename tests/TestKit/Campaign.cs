namespace RealtimeHub.TestKit;

/// <summary>How much a test does: enough for every commit, or as much as <c>npm run test:long</c> asks for.</summary>
public static class Campaign
{
    /// <summary>Set to <c>long</c> by <c>npm run test:long</c>.</summary>
    public const string Variable = "REALTIMEHUB_CAMPAIGN";

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable(Variable) == "long";

    public static int Size(int usual, int whenLong) => IsLong ? whenLong : usual;

    /// <summary>Tells how far a long campaign is; says nothing in a usual run.</summary>
    public static void TellProgress(string progress) => Tell("progress", progress);

    /// <summary>Tells what a long campaign has done, for the table at its end; says nothing in a usual run.</summary>
    public static void TellResult(string result) => Tell("result", result);

    // The beginning of the line is what the command looks for.
    private static void Tell(string word, string text)
    {
        if (IsLong) Console.WriteLine($"{word}: {text}");
    }
}
