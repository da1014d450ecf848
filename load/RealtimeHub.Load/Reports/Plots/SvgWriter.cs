using System.Globalization;
using System.Net;
using System.Text;

namespace RealtimeHub.Load.Reports.Plots;

/// <summary>Writes SVG: numbers with a point whatever the language, and text that cannot break out.</summary>
internal sealed class SvgWriter(ChartSize size)
{
    private const string Fonts = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif";

    /// <summary>For text that lies over lines: a rim in the colour of the ground keeps it readable.</summary>
    public const string Rim = "paint-order=\"stroke\" stroke=\"var(--paper)\" stroke-width=\"3\" stroke-linejoin=\"round\"";

    private readonly StringBuilder _body = new();

    public ChartSize Size { get; } = size;

    public void Add(FormattableString text) => _body.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    public void Line(double x1, double y1, double x2, double y2, string colour, string more = "") =>
        Add($"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="{colour}" {more}/>""");

    public void Rect(double x, double y, double width, double height, string colour, string more = "") =>
        Add($"""<rect x="{x:0.#}" y="{y:0.#}" width="{Math.Max(width, 0):0.#}" height="{Math.Max(height, 0):0.#}" fill="{colour}" {more}/>""");

    public void Text(double x, double y, string text, string colour = Palette.Ink, string more = "") =>
        Add($"""<text x="{x:0.#}" y="{y:0.#}" fill="{colour}" {more}>{Encode(text)}</text>""");

    public void TextBefore(double x, double y, string text, string colour = Palette.Soft, string more = "") => Text(x, y, text, colour, $"text-anchor=\"end\" {more}");

    public void TextAround(double x, double y, string text, string colour = Palette.Soft, string more = "") => Text(x, y, text, colour, $"text-anchor=\"middle\" {more}");

    /// <summary>Writes a text in as many lines as it needs.</summary>
    /// <returns>Where the last of them stands.</returns>
    public double TextLines(double x, double y, string text, string colour = Palette.Soft, string more = "")
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && x + Size.WidthOf(longer) > Size.Width)
            {
                Text(x, y, line, colour, more);
                (line, y) = (word, y + Size.Text + 4);
            }
            else
            {
                line = longer;
            }
        }

        Text(x, y, line, colour, more);
        return y;
    }

    public void Path(StringBuilder path, string more) => Add($"""<path d="{path}" {more}/>""");

    /// <summary>For a page that has the style of <see cref="Palette"/> already.</summary>
    /// <param name="height">Of the whole picture.</param>
    /// <param name="label">What it shows, for those who do not see it.</param>
    public string ToInline(double height, string label) => Whole(height, label, "", "");

    /// <summary>For a file of its own, with a ground and a little room around it.</summary>
    public string ToFile(double height, string label) => Whole(height, label, $"<style>{Palette.Css}</style>", $"""<rect x="-16" y="-16" width="100%" height="100%" rx="10" fill="{Palette.Paper}"/>""");

    private string Whole(double height, string label, string style, string ground)
    {
        var margin = style.Length == 0 ? 0 : 16;
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{Encode(label)}" viewBox="{-margin} {-margin} {Size.Width + (2 * margin)} {height + (2 * margin):0.#}" width="{Size.Width + (2 * margin)}" height="{height + (2 * margin):0.#}" font-family="{Fonts}" font-size="{Size.Text}">
            {style}{ground}
            {_body}</svg>
            """);
    }

    public static string Encode(string text) => WebUtility.HtmlEncode(text);
}
