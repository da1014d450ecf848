using System.CommandLine;
using System.CommandLine.Invocation;
using RealtimeHub.Load.CommandLine.Guides;

namespace RealtimeHub.Load.CommandLine;

/// <summary>What <c>--help</c> prints: not only which options there are, but what a scenario is good for.</summary>
internal sealed class TeachingHelp : SynchronousCommandLineAction
{
    private const int Column = 26;
    private const int MaxWidth = 100;
    private const int MinWidth = 60;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var text = new HelpText(parseResult.InvocationConfiguration.Output, WidthOfTerminal());
        var command = parseResult.CommandResult.Command;
        if (ScenarioGuides.All.FirstOrDefault(guide => guide.Name == command.Name) is { } guide) ScenarioHelp.Write(text, guide, Column);
        else if (command is RootCommand) RootHelp.Write(text, Column);
        else OtherHelp(text, command);
        return ExitCode.Fine;
    }

    private static void OtherHelp(HelpText text, Command command)
    {
        text.Line($"{command.Name}: {command.Description}");
        text.Heading($"Usage: {UsageErrors.Program} {command.Name}{string.Concat(command.Arguments.Select(argument => $" {argument.Name}..."))} [options]");
        foreach (var argument in command.Arguments.Where(argument => argument.Description is not null)) text.Entry($"{argument.Name}...", argument.Description!, Column);
        foreach (var option in command.Options) text.Entry($"{option.Name} {option.HelpName}", option.Description ?? "", Column);
    }

    private static int WidthOfTerminal() => Console.IsOutputRedirected ? MaxWidth : Math.Clamp(Console.WindowWidth - 1, MinWidth, MaxWidth);
}
