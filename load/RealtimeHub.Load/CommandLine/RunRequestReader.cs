using System.CommandLine;
using RealtimeHub.Load.CommandLine.Guides;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Verdicts;

namespace RealtimeHub.Load.CommandLine;

/// <summary>Makes a request of what was written on the command line.</summary>
internal static class RunRequestReader
{
    /// <summary>Stands in a plan until the server of the run has started.</summary>
    private static readonly Uri NotYetKnown = new("http://127.0.0.1/hub");

    /// <exception cref="UsageException">It makes no sense; the message says what to do.</exception>
    public static RunRequest Read(ScenarioGuide guide, ParseResult result)
    {
        var startsServer = !ServerOptions.Url.IsGiven(result);
        RequireServerFor(result, startsServer);
        var plan = guide.PlanOptions.Aggregate(DefaultsOf(guide), (plan, option) => option.Apply(plan, result));
        plan = WithTopicForEach(plan) with { Target = Named(plan.Target, startsServer, result) };
        PlanChecks.Check(plan, startsServer);
        RequireMode(guide, result, plan, "--batch-size", PublishMode.Batch, "is for batches: give --publish batch as well");
        RequireMode(guide, result, plan, "--pipeline", PublishMode.Single, "is for one event a request: give --publish single as well");
        return new RunRequest
        {
            Plan = plan,
            StartsServer = startsServer,
            Settings = SettingsOf(result),
            Rules = RulesOf(guide, result),
            AllowsFaults = result.GetValue(ReportOptions.AllowFaults),
            JsonFile = FileOf(result, ReportOptions.JsonFile),
            HtmlFile = FileOf(result, ReportOptions.HtmlFile),
            IsQuiet = result.GetValue(ReportOptions.QuietTerminal),
        };
    }

    private static IReadOnlyList<Rule> RulesOf(ScenarioGuide guide, ParseResult result) =>
        [.. (result.GetValue(ReportOptions.FailIf) ?? []).Select(new RuleParser(guide.AllFigures).Parse)];

    private static LoadPlan DefaultsOf(ScenarioGuide guide) =>
        guide.Defaults(new LoadPlan { Scenario = guide.Scenario, Target = new TargetPlan { Url = NotYetKnown, Dialect = KnownDialects.Usual } });

    /// <summary>A topic has one publisher. Where publishers are the question they get the topics; elsewhere there are no more of them than topics.</summary>
    private static LoadPlan WithTopicForEach(LoadPlan plan) => plan.Scenario == Scenario.Publish
        ? plan with { Topics = Math.Max(plan.Topics, plan.Publishers) }
        : plan with { Publishers = Math.Min(plan.Publishers, plan.Topics) };

    /// <summary>A server that nobody named is called after what it speaks, and where.</summary>
    private static TargetPlan Named(TargetPlan target, bool startsServer, ParseResult result) => startsServer || ServerOptions.Name.IsGiven(result)
        ? target
        : target with { Name = $"{target.Dialect} at {target.Url.Authority}" };

    private static void RequireServerFor(ParseResult result, bool startsServer)
    {
        if (startsServer)
        {
            PlanOption[] lone = [ServerOptions.PublishUrl, ServerOptions.ApiKey, ServerOptions.ProcessId];
            if (lone.FirstOrDefault(option => option.IsGiven(result)) is { } option)
                throw new UsageException($"{option.Name} belongs to a server that runs already: give its --url as well");
        }
        else if (result.GetResult(ReportOptions.Set) is { Implicit: false })
        {
            throw new UsageException("--set is for the server that is started for the run; the one of --url has its settings already");
        }

        if (ServerOptions.ProcessId.IsGiven(result) && result.GetValue<int>("--pid") is var pid && !Directory.Exists($"/proc/{pid}"))
            throw new UsageException($"--pid {pid}: there is no such process on this machine. 'pgrep -f NAME' finds it");
    }

    /// <summary>Some options belong to one way of publishing.</summary>
    private static void RequireMode(ScenarioGuide guide, ParseResult result, LoadPlan plan, string option, PublishMode mode, string message)
    {
        if (guide.Options.Contains(option) && PlanOptions.Find(option).IsGiven(result) && plan.Publish != mode)
            throw new UsageException($"{option} {message}");
    }

    private static Dictionary<string, string> SettingsOf(ParseResult result)
    {
        var settings = new Dictionary<string, string>();
        foreach (var text in result.GetValue(ReportOptions.Set) ?? [])
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } name, var value])
                throw new UsageException($"--set {text}: a setting and its value are needed, such as RealtimeHub:Connections:WriteTimeout=00:00:05");
            settings[name] = value;
        }

        return settings;
    }

    private static string? FileOf(ParseResult result, Option<string> option) =>
        result.GetValue(option) is { } file ? OutputFile.Checked(option.Name, file) : null;
}
