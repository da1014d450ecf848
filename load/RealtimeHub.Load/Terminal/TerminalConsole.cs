using Spectre.Console;

namespace RealtimeHub.Load.Terminal;

/// <summary>Where a run is shown.</summary>
internal static class TerminalConsole
{
    /// <summary>Lines in a file or a pipe are not broken by us.</summary>
    private const int WidthOfFile = 120;

    /// <summary>With colours and moving parts when it is a terminal, as plain text otherwise.</summary>
    public static IAnsiConsole For(TextWriter output)
    {
        if (output == Console.Out && !Console.IsOutputRedirected) return AnsiConsole.Console;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = WidthOfFile;
        return console;
    }
}
