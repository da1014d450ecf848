namespace RealtimeHub.Load.Reports;

/// <summary>What was asked of a server, without where it was: it may have another port or process in each round.</summary>
internal static class PlanKey
{
    private static readonly string[] Places = ["--url", "--publish-url", "--pid", "--api-key"];

    /// <summary>The same for plans that ask the same.</summary>
    public static string Of(IReadOnlyDictionary<string, string> plan) =>
        string.Join('\n', Asked(plan).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));

    /// <summary>What each of the plans asks that not all of them do, such as <c>--connections 5000</c>.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<IReadOnlyDictionary<string, string>> plans)
    {
        string[] options = [.. plans.SelectMany(Asked).Select(pair => pair.Key).Distinct().Where(option => plans.Select(plan => plan.GetValueOrDefault(option)).Distinct().Count() > 1)];
        return [.. plans.Select(plan => string.Join(", ", options.Select(option => plan.TryGetValue(option, out var value) ? $"{option} {value}" : $"no {option}")))];
    }

    private static IEnumerable<KeyValuePair<string, string>> Asked(IReadOnlyDictionary<string, string> plan) => plan.Where(pair => !Places.Contains(pair.Key));
}
