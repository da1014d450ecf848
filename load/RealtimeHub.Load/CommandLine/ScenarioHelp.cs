using RealtimeHub.Load.CommandLine.Guides;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Verdicts;

namespace RealtimeHub.Load.CommandLine;

/// <summary>The help of one scenario.</summary>
internal static class ScenarioHelp
{
    private static readonly Uri AnyAddress = new("http://127.0.0.1/hub");

    public static void Write(HelpText text, ScenarioGuide guide, int column)
    {
        text.Line($"{guide.Name}: {guide.Summary}");
        text.Heading("What it shows");
        text.Paragraph(guide.Shows);
        text.Heading("When to use it");
        text.Paragraph(guide.When);
        text.Heading($"Usage: {UsageErrors.Program} {guide.Name} [options]");
        text.Heading("Examples");
        foreach (var example in guide.Examples)
        {
            text.Line($"  # {example.Text}");
            text.Line($"  {UsageErrors.Program} {guide.Name} {example.Arguments}".TrimEnd());
        }

        WriteOptions(text, guide, column);
        text.Heading("Figures for --fail-if (compare with > >= < <=)");
        foreach (var figure in guide.AllFigures) text.Entry(figure.Name, $"{figure.Text} ({Unit.NamesOf(figure.Quantity)})", column);
        text.Heading("Exit codes");
        WriteExitCodes(text, column);
    }

    public static void WriteExitCodes(HelpText text, int column)
    {
        text.Entry("0", "all is well", column);
        text.Entry("1", "a rule was broken, there were faults, or the run could not go on", column);
        text.Entry("2", "wrong usage", column);
        text.Entry("130", "interrupted", column);
    }

    private static void WriteOptions(HelpText text, ScenarioGuide guide, int column)
    {
        var defaults = guide.Defaults(new LoadPlan { Scenario = guide.Scenario, Target = new TargetPlan { Url = AnyAddress } });
        foreach (var group in guide.PlanOptions.GroupBy(option => option.Group))
        {
            text.Heading(group.Key.ToString());
            foreach (var option in group) text.Entry($"{option.Name} {option.Symbol.HelpName}", option.Text + DefaultOf(option, defaults), column);
            if (group.Key == OptionGroup.Server) text.Entry($"--set {ReportOptions.Set.HelpName}", ReportOptions.Set.Description!, column);
        }

        text.Heading(nameof(OptionGroup.Reports));
        foreach (var option in ReportOptions.All) text.Entry($"{option.Name} {option.HelpName}".TrimEnd(), option.Description!, column);
    }

    private static string DefaultOf(PlanOption option, LoadPlan defaults) =>
        option == ServerOptions.Url || option == ServerOptions.Name || option.ValueIn(defaults) is not { } value ? "" : $" Default: {value}.";
}
