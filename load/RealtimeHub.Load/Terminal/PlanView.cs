using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.CommandLine.Guides;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using Spectre.Console;

namespace RealtimeHub.Load.Terminal;

/// <summary>Says what will be done before it is done.</summary>
internal static class PlanView
{
    public static void Write(IAnsiConsole console, ScenarioGuide guide, RunRequest request)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]{guide.Name}[/]: {guide.Summary}");
        foreach (var line in Lines(guide, request)) console.MarkupLine($"  [grey]{Markup.Escape(line)}[/]");
        console.WriteLine();
    }

    private static IEnumerable<string> Lines(ScenarioGuide guide, RunRequest request)
    {
        var plan = request.Plan;
        yield return request.StartsServer
            ? $"a RealtimeHub server of its own, {plan.Target.Dialect}{string.Concat(request.Settings.Select(setting => $", {setting.Key}={setting.Value}"))}"
            : $"{plan.Target.Name}: {plan.Target.Url.OriginalString}, {plan.Target.Dialect}{(plan.Target.ProcessId is { } pid ? $", process {pid}" : "; no --pid, so its CPU and memory are not known")}";
        yield return $"{Show.Count(plan.Connections)} connections on {(plan.Topics == 1 ? "1 topic" : $"{Show.Count(plan.Topics)} topics")}{Held(plan)}";
        if (Load(guide, plan) is { } load) yield return load;
        if (guide.Options.Contains("--seconds")) yield return $"{(guide.Options.Contains("--warmup") && plan.Warmup > 0 ? $"{plan.Warmup} s of warm-up, " : "")}{(guide.Options.Contains("--quiet") ? $"{plan.Quiet} s of quiet, " : "")}{plan.Seconds} s measured";
        if (request.Rules.Count > 0) yield return $"fails if {string.Join(" or ", request.Rules)}{(request.AllowsFaults ? "; faults are allowed" : ", or on faults")}";
    }

    /// <summary>How many events come, and to how many; null when the scenario has no schedule.</summary>
    private static string? Load(ScenarioGuide guide, LoadPlan plan)
    {
        var how = plan.Publish == PublishMode.Batch ? $"in batches of {plan.BatchSize}" : plan.Publish == PublishMode.Hub ? "over the hub" : plan.Pipeline == 1 ? "one by one" : $"one by one, up to {plan.Pipeline} under way";
        if (plan.Scenario == Scenario.Burst) return $"{Show.Count(plan.BurstSize)} events of {Show.Count(plan.Bytes)} bytes at once every {plan.BurstEvery} s, {how}";
        if (plan.Scenario == Scenario.Publish) return $"{Show.Count(plan.Publishers)} publishers, events of {Show.Count(plan.Bytes)} bytes {how}, as fast as they are taken";
        if (!guide.Options.Contains("--rate")) return null;
        var deliveries = plan.Rate * plan.Connections / plan.Topics;
        return $"{Show.Count(plan.Rate)} events a second of {Show.Count(plan.Bytes)} bytes, {how} = {Show.Count(Math.Round(deliveries))} deliveries a second";
    }

    private static string Held(LoadPlan plan) => plan.Client == ClientKind.DotNet ? ", held by the .NET client library"
        : plan.Workers > 1 ? $", held by {plan.Workers} processes" : "";
}
