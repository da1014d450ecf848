namespace RealtimeHub.Load.CommandLine;

/// <summary>All options that set a value of a plan.</summary>
internal static class PlanOptions
{
    public static readonly IReadOnlyList<PlanOption> All = [.. ServerOptions.All, .. ServerOptions.OfReturn, .. LoadOptions.All, .. WireOptions.All];

    /// <summary>Those of all scenarios: which server, and how its connections are opened and held.</summary>
    public static readonly IReadOnlyList<string> Common =
    [
        .. ServerOptions.All.Select(option => option.Name),
        "--connections", "--connecting", "--connect-rate", "--settle", "--sources", "--workers", "--client",
    ];

    public static PlanOption Find(string name) => All.First(option => option.Name == name);
}
