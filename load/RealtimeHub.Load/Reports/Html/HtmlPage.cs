using System.Net;
using System.Text;

namespace RealtimeHub.Load.Reports.Html;

/// <summary>Writes one page that needs nothing else: no script, no network. Every text goes through an encoder.</summary>
internal sealed class HtmlPage
{
    private readonly StringBuilder _body = new();

    /// <summary>Markup of our own.</summary>
    public void Raw(string markup) => _body.Append(markup).Append('\n');

    public void Heading(string text) => Raw($"<h2>{Encode(text)}</h2>");

    public void Paragraph(string text, string kind = "soft") => Raw($"<p class=\"{kind}\">{Encode(text)}</p>");

    /// <summary>The same picture twice: for a screen, and for a phone.</summary>
    public void Plot(string wide, string narrow) =>
        Raw($"<figure class=\"plot\"><div class=\"wide\">{wide}</div><div class=\"narrow\">{narrow}</div></figure>");

    /// <summary>A name and a value in each row.</summary>
    public void Pairs(string title, IEnumerable<(string Name, string Value)> pairs)
    {
        Raw($"<section class=\"box\"><h3>{Encode(title)}</h3><table>");
        foreach (var (name, value) in pairs) Raw($"<tr><th scope=\"row\">{Encode(name)}</th><td>{Encode(value)}</td></tr>");
        Raw("</table></section>");
    }

    /// <summary>A table whose columns are numbers, but for the first.</summary>
    public void Table(string title, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Raw($"<section class=\"box\"><h3>{Encode(title)}</h3><table><thead><tr>");
        for (var i = 0; i < head.Count; i++) Raw($"<th scope=\"col\"{(i == 0 ? "" : " class=\"n\"")}>{Encode(head[i])}</th>");
        Raw("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            Raw($"<tr><th scope=\"row\">{Encode(row[0])}</th>");
            foreach (var cell in row.Skip(1)) Raw($"<td class=\"n\">{Encode(cell)}</td>");
            Raw("</tr>");
        }

        Raw("</tbody></table></section>");
    }

    public string ToString(string title) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Encode(title)}</title>
        <style>
        {PageStyle.Css}
        </style>
        </head>
        <body>
        <main>
        {_body}</main>
        </body>
        </html>

        """;

    public static string Encode(string text) => WebUtility.HtmlEncode(text);
}
