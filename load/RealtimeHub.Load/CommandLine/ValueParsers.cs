using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RealtimeHub.Load.CommandLine;

/// <summary>Makes options whose values are checked. Everything is bounded, so that a slip of the finger cannot take the machine down.</summary>
internal static class ValueParsers
{
    private const NumberStyles WholeStyle = NumberStyles.AllowThousands;
    private const NumberStyles NumberStyle = NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint;

    public static Option<int> Whole(string name, string helpName, int min, int max) => Of(name, helpName, text =>
        int.TryParse(text, WholeStyle, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new UsageException(Range(name, text, "a whole number", min, max)));

    public static Option<double> Number(string name, string helpName, double min, double max) => Of(name, helpName, text =>
        double.TryParse(text, NumberStyle, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new UsageException(Range(name, text, "a number", min, max)));

    public static Option<Uri> Address(string name, params string[] schemes) => Of(name, "ADDRESS", text =>
        !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Host.Length == 0
            ? throw new UsageException($"{name} {text}: an address is needed, such as {schemes[0]}://127.0.0.1:5080/hub")
            : schemes.Contains(address.Scheme)
                ? address
                : throw new UsageException($"{name} {text}: it has to begin with {string.Join(" or ", schemes.Select(scheme => $"{scheme}://"))}; TLS is not spoken here, so measure behind what ends it"));

    /// <summary>One of some words.</summary>
    public static Option<T> OneOf<T>(string name, string helpName, IReadOnlyDictionary<string, T> words) => Of(name, helpName, text =>
        words.TryGetValue(text, out var value)
            ? value
            : throw new UsageException($"{name} {text}: there {(words.Count == 1 ? "is" : "are")} {string.Join(", ", words.Keys)}"));

    public static Option<string> Text(string name, string helpName) => Of(name, helpName, text =>
        text.Length > 0 ? text : throw new UsageException($"{name}: it must not be empty"));

    private static Option<T> Of<T>(string name, string helpName, Func<string, T> parse) => new(name)
    {
        HelpName = helpName,
        CustomParser = result => Parse(result, parse),
    };

    private static T? Parse<T>(ArgumentResult result, Func<string, T> parse)
    {
        try
        {
            return parse(result.Tokens[^1].Value);
        }
        catch (UsageException e)
        {
            result.AddError(e.Message);
            return default;
        }
    }

    private static string Range(string name, string text, string what, double min, double max) => string.Create(
        CultureInfo.InvariantCulture, $"{name} {text}: {what} from {min:#,0.###} to {max:#,0.###} is needed");
}
