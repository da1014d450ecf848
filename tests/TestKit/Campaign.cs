using System.Globalization;

namespace RealtimeHub.TestKit;

/// <summary>How much the tests that try many cases try: some in each run of the tests, far more in a campaign.</summary>
public static class Campaign
{
    /// <summary>Set to <c>long</c> for a campaign.</summary>
    private const string Variable = "REALTIMEHUB_CAMPAIGN";

    /// <summary>Set to a number to run one seed again.</summary>
    public const string SeedVariable = "REALTIMEHUB_SEED";

    private const int Reports = 20;

    public static bool IsLong { get; } = string.Equals(Environment.GetEnvironmentVariable(Variable), "long", StringComparison.OrdinalIgnoreCase);

    /// <summary>The one seed that is to be run; null for all.</summary>
    public static int? Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed) ? seed : null;

    /// <summary>How many cases a property is tried with.</summary>
    public static int Cases { get; } = Choose(usual: 20_000, thorough: 1_000_000);

    public static int Choose(int usual, int thorough) => IsLong ? thorough : usual;

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
            if (IsLong && finished % Math.Max(1, count / Reports) == 0) Console.Error.WriteLine($"{finished} of {count} {name}");
            if (failure is null) return;
            lock (gate) failures.Add(number, failure);
            loop.Break();
        });
        return failures.Count == 0 ? null : failures.First().Value;
    }
}
