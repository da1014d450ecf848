using System.CommandLine;
using System.CommandLine.Help;
using RealtimeHub.Load.CommandLine.Guides;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Reports.Plots;

namespace RealtimeHub.Load.CommandLine;

/// <summary>All commands: one for each scenario, and those around them.</summary>
internal static class LoadCommands
{
    public static RootCommand Create(Parts parts, TextWriter output)
    {
        var root = new RootCommand("Drives a real-time push server and says what it shows.");
        foreach (var guide in ScenarioGuides.All) root.Subcommands.Add(OfScenario(guide, parts, output));
        root.Subcommands.Add(Compare());
        root.Subcommands.Add(Schema(output));
        root.Subcommands.Add(Drawing("bars", "draws a bar chart", (json, file) => BarChartFile.Read(json, file).ToFile()));
        root.Subcommands.Add(Drawing("curves", "draws curves over time", (json, file) => TimePictureFile.Read(json, file).ToFile(ChartSize.Wide)));
        root.Subcommands.Add(Forwarding("engine-check", "Measures the load tool itself against a server that costs next to nothing.", parts.EngineCheck));
        root.Subcommands.Add(Forwarding("worker", "A process that holds a part of the connections.", parts.Worker, isHidden: true));
        foreach (var version in root.Options.OfType<VersionOption>().ToArray()) root.Options.Remove(version);
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new TeachingHelp();
        root.SetAction((ParseResult _) => Task.FromException<int>(new UsageException("Which scenario?")));
        return root;
    }

    private static Command OfScenario(ScenarioGuide guide, Parts parts, TextWriter output)
    {
        var command = new Command(guide.Name, guide.Summary);
        foreach (var option in guide.PlanOptions) command.Options.Add(option.Symbol);
        command.Options.Add(ReportOptions.Set);
        foreach (var option in ReportOptions.All) command.Options.Add(option);
        command.SetAction((result, stop) => new RunCommand(parts, output).RunAsync(guide, RunRequestReader.Read(guide, result), stop));
        return command;
    }

    private static Command Compare()
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore, Description = "Reports that --json wrote." };
        var html = new Option<string>("--html") { HelpName = "FILE", Description = "Where the comparison goes, as one page with plots that needs no network.", Required = true };
        var rounds = new Option<bool>("--rounds")
        {
            Description = "Reports of the same server, scenario and plan are rounds of one: they share a column, which shows their median and below it the least and the greatest. Without it each report has a column of its own.",
        };
        var command = new Command("compare", "puts several reports side by side");
        command.Arguments.Add(files);
        command.Options.Add(html);
        command.Options.Add(rounds);
        command.SetAction((result, stop) => CompareCommand.RunAsync(
            result.GetValue(files)!, result.GetValue(html)!, result.GetValue(rounds) ? Reports.Comparison.OfRounds : Reports.Comparison.OfRuns, result.InvocationConfiguration.Output, stop));
        return command;
    }

    private static Command Drawing(string name, string text, Func<string, string, string> draw)
    {
        var file = new Argument<string>("FILE") { Description = "A chart as JSON." };
        var svg = new Option<string>("--svg") { HelpName = "FILE", Description = "Where the picture goes.", Required = true };
        var command = new Command(name, text) { Hidden = true };
        command.Arguments.Add(file);
        command.Options.Add(svg);
        command.SetAction((result, stop) => DrawCommand.RunAsync(result.GetValue(file)!, result.GetValue(svg)!, draw, stop));
        return command;
    }

    private static Command Schema(TextWriter output)
    {
        var command = new Command("schema", "prints the JSON schema of reports");
        command.SetAction(_ => output.Write(ReportJson.Schema()));
        return command;
    }

    /// <summary>What follows the command is read by whoever runs it.</summary>
    private static Command Forwarding(string name, string text, Func<IReadOnlyList<string>, CancellationToken, Task<int>> run, bool isHidden = false)
    {
        var rest = new Argument<string[]>("ARGUMENT") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(name, text) { Hidden = isHidden, TreatUnmatchedTokensAsErrors = false };
        command.Arguments.Add(rest);
        command.SetAction((result, stop) => run([.. result.Tokens.Skip(1).Select(token => token.Value)], stop));
        return command;
    }
}
