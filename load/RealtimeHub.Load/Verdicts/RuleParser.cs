using System.Globalization;
using RealtimeHub.Load.CommandLine;

namespace RealtimeHub.Load.Verdicts;

/// <summary>Reads a rule of <c>--fail-if</c>: a figure, one of &gt; &gt;= &lt; &lt;=, and a number with its unit. Blanks between them do not matter.</summary>
/// <param name="figures">The figures that the scenario has.</param>
internal sealed class RuleParser(IReadOnlyList<Figure> figures)
{
    /// <exception cref="UsageException">It is no rule; the message says why, with an example.</exception>
    public Rule Parse(string text)
    {
        var rest = text.AsSpan().Trim();
        var figure = ReadFigure(text, ref rest);
        if (!Comparisons.TryRead(rest, out var comparison, out var signLength))
            throw Wrong(text, $"after '{figure.Name}' one of > >= < <= is needed", figure);
        rest = rest[signLength..].TrimStart();
        var number = ReadNumber(text, figure, ref rest, out var limit);
        return new Rule(figure, comparison, limit, ReadUnit(text, figure, rest), number);
    }

    private Figure ReadFigure(string text, ref ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] == '-')) length++;
        var name = rest[..length].ToString();
        rest = rest[length..].TrimStart();
        return figures.FirstOrDefault(figure => figure.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException(
                $"""--fail-if "{text}": {(name.Length == 0 ? "it begins with no figure" : $"'{name}' is no figure of this scenario")}. There are {string.Join(", ", figures.Select(figure => figure.Name))}; such as "p99>50ms".""");
    }

    private static string ReadNumber(string text, Figure figure, ref ReadOnlySpan<char> rest, out double number)
    {
        var length = 0;
        while (length < rest.Length && (char.IsAsciiDigit(rest[length]) || rest[length] == '.')) length++;
        var digits = rest[..length];
        rest = rest[length..].TrimStart();
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
            ? digits.ToString()
            : throw Wrong(text, "a number is needed, such as 50 or 0.5", figure);
    }

    private static Unit ReadUnit(string text, Figure figure, ReadOnlySpan<char> rest)
    {
        var name = rest.ToString();
        var unit = Unit.Find(name) ?? throw Wrong(text, $"'{name}' is no unit; {figure.Name} takes {Unit.NamesOf(figure.Quantity)}", figure);
        if (unit.Quantity == figure.Quantity) return unit;
        var isPercentLeftOut = name.Length == 0 && figure.Quantity == Quantity.Share;
        return isPercentLeftOut ? Unit.Find("%")! : throw Wrong(text, $"{figure.Name} takes {Unit.NamesOf(figure.Quantity)}", figure);
    }

    private static UsageException Wrong(string text, string reason, Figure figure) =>
        new($"""--fail-if "{text}": {reason}; such as "{Example(figure)}".""");

    private static string Example(Figure figure) => figure.Quantity switch
    {
        Quantity.Time => $"{figure.Name}>50ms",
        Quantity.Memory => $"{figure.Name}>500MiB",
        Quantity.Share => $"{figure.Name}<99%",
        _ => $"{figure.Name}>0",
    };
}
