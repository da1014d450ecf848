using RealtimeHub.Load.CommandLine.Guides;

namespace RealtimeHub.Load.CommandLine;

/// <summary>A plan as pairs of option and value: those that the scenario has and that have a value.</summary>
internal static class PlanPairs
{
    public static IReadOnlyDictionary<string, string> Of(ScenarioGuide guide, RunRequest request)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var option in guide.PlanOptions)
        {
            // A server of the run has an address that is gone, and a key that is worth nothing.
            if (request.StartsServer && option == ServerOptions.Url) pairs[option.Name] = "a server of its own";
            else if (option != ServerOptions.Name && option.ValueIn(request.Plan) is { } value) pairs[option.Name] = value;
        }

        foreach (var (name, value) in request.Settings) pairs[$"--set {name}"] = value;
        return pairs;
    }
}
