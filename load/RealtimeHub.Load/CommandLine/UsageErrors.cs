using System.CommandLine;
using System.CommandLine.Parsing;
using RealtimeHub.Load.CommandLine.Guides;

namespace RealtimeHub.Load.CommandLine;

/// <summary>Says what is wrong with a command line in a way that helps.</summary>
internal static class UsageErrors
{
    public const string Program = "npm run load --";

    public static UsageException Of(ParseResult result)
    {
        var unknown = result.UnmatchedTokens is [var token, ..] ? token : null;
        return new UsageException(unknown is null ? OfValue(result.Errors[0])
            : result.CommandResult.Command is RootCommand ? OfCommand(unknown)
            : OfOption(unknown, result.CommandResult.Command));
    }

    /// <summary>The command that teaches how it is done.</summary>
    public static string HelpFor(ParseResult result) => result.CommandResult.Command is RootCommand
        ? $"'{Program} --help'"
        : $"'{Program} {result.CommandResult.Command.Name} --help'";

    private static string OfCommand(string unknown)
    {
        var names = ScenarioGuides.All.Select(guide => guide.Name).ToList();
        return unknown.StartsWith('-')
            ? $"the first word is the scenario: {string.Join(", ", names)}"
            : $"there is no scenario '{unknown}'; {Suggest(unknown, names) ?? $"there are {string.Join(", ", names)}"}";
    }

    private static string OfOption(string unknown, Command command)
    {
        var owners = ScenarioGuides.All.Where(guide => guide.PlanOptions.Any(option => option.Name == unknown)).Select(guide => guide.Name).ToList();
        if (owners.Count > 0) return $"{unknown} is no option of {command.Name}, but of {string.Join(", ", owners)}";
        return unknown.StartsWith('-')
            ? $"{command.Name} has no option {unknown}{(Suggest(unknown, [.. command.Options.Select(option => option.Name)]) is { } better ? $"; {better}" : "")}"
            : $"'{unknown}' belongs to no option; a value with blanks needs quotes, and so does a rule with '>'";
    }

    private static string? Suggest(string wrong, IReadOnlyList<string> right)
    {
        var best = right.MinBy(name => Distance(wrong, name));
        return best is not null && Distance(wrong, best) <= Math.Max(1, wrong.Length / 3) ? $"did you mean {best}?" : null;
    }

    /// <summary>How many letters have to be typed, removed or changed to make one word of another.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    /// <summary>Our own parsers say it well; the library says only that a value is missing.</summary>
    private static string OfValue(ParseError error) => error.SymbolResult is OptionResult { Tokens.Count: 0 } option
        ? $"{option.Option.Name} needs a value{(option.Option.HelpName is { } name ? $": {name}" : "")}"
        : error.Message.TrimEnd('.');
}
