using RealtimeHub.Load.CommandLine.Guides;

namespace RealtimeHub.Load.CommandLine;

/// <summary>The help of the program itself.</summary>
internal static class RootHelp
{
    public static void Write(HelpText text, int column)
    {
        text.Line("Drives a real-time push server and says what it shows: latency from the moment at which an event");
        text.Line("was due, loss, repeats and order for every subscriber, and what it costs the server.");
        text.Heading($"Usage: {UsageErrors.Program} SCENARIO [options]");
        text.Heading("Scenarios");
        foreach (var guide in ScenarioGuides.All) text.Entry(guide.Name, guide.Summary, column);
        text.Heading("Other commands");
        text.Entry("compare FILE...", "puts several reports side by side, with plots: compare a.json b.json --html both.html", column);
        text.Entry("schema", "prints the JSON schema of reports", column);
        text.Entry("engine-check", "measures the load tool itself", column);
        text.Heading("Begin with");
        text.Line($"  {UsageErrors.Program} broadcast");
        text.Line($"  {UsageErrors.Program} broadcast --connections 5000 --rate 16 --html broadcast.html");
        text.Line($"  {UsageErrors.Program} broadcast --help");
        text.Heading("Exit codes");
        ScenarioHelp.WriteExitCodes(text, column);
    }
}
