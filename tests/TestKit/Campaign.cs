using System.Globalization;

namespace RealtimeHub.TestKit;

/// <summary>How much a test does: enough for every commit, or as much as <c>npm run test:long</c> asks for.</summary>
public static class Campaign
{
    /// <summary>Set to <c>long</c> by <c>npm run test:long</c>.</summary>
    public const string Variable = "REALTIMEHUB_CAMPAIGN";

    /// <summary>Set to a number to run one seed again.</summary>
    public const string SeedVariable = "REALTIMEHUB_SEED";

    /// <summary>Set to a number from 0 to 1 to run so much of a campaign, when one is tried out.</summary>
    public const string ShareVariable = "REALTIMEHUB_SHARE";

    private const int Reports = 20;

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable(Variable) == "long";

    // In front of all that is as large as it says.
    private static readonly double Share =
        double.TryParse(Environment.GetEnvironmentVariable(ShareVariable), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) ? Math.Clamp(share, 0, 1) : 1;

    /// <summary>The one seed that is to be run; null for all.</summary>
    public static int? Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed) ? seed : null;

    /// <summary>How many cases a property is tried with.</summary>
    public static int Cases { get; } = Size(20_000, whenLong: 1_000_000);

    public static int Size(int usual, int whenLong) => !IsLong ? usual : whenLong <= usual ? whenLong : Math.Max(usual, (int)(whenLong * Share));

    /// <summary>Tries the numbers from 1 on all cores until one fails; a campaign tells how far it is.</summary>
    /// <returns>The failure with the smallest number of those that were found; null when there is none.</returns>
    public static T? ForEach<T>(int count, Func<int, T?> tryOne, string name)
        where T : class
    {
        var (done, gate, failures) = (0, new Lock(), new SortedDictionary<int, T>());
        Parallel.For(1, count + 1, (number, loop) =>
        {
            var failure = tryOne(number);
            var finished = Interlocked.Increment(ref done);
            if (finished % Math.Max(1, count / Reports) == 0) TellProgress($"{finished} of {count} {name}");
            if (failure is null) return;
            lock (gate) failures.Add(number, failure);
            loop.Break();
        });
        return failures.Count == 0 ? null : failures.First().Value;
    }

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
