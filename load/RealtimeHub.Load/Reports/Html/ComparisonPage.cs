using System.Globalization;
using RealtimeHub.Load.Reports.Plots;

namespace RealtimeHub.Load.Reports.Html;

/// <summary>Several runs as one page: the table first, then the curves, then what was run.</summary>
internal static class ComparisonPage
{
    public static string Write(Comparison comparison)
    {
        var page = new HtmlPage();
        var first = comparison.Servers[0];
        var title = string.Join(" · ", comparison.Servers.Select(server => server.Name));
        page.Raw($"<header><h1>{HtmlPage.Encode(first.Rounds[0].Scenario)}: {comparison.Servers.Count} side by side</h1>");
        page.Paragraph($"{RoundsOf(comparison)}. Ratios are to {first.Name}.");
        page.Raw("</header>");
        page.Raw("<div class=\"plots\" style=\"margin-top:16px\">");
        ComparisonPlots.WriteBars(page, comparison);
        page.Raw("</div>");
        WriteTable(page, comparison);
        page.Heading("Over time");
        page.Raw("<div class=\"plots\">");
        ComparisonPlots.Write(page, comparison);
        page.Raw("</div>");
        page.Heading("What was run");
        page.Raw("<div class=\"boxes\">");
        WritePlans(page, comparison);
        page.Pairs("Machine", MachineLines.Of(first.Rounds[0].Machine));
        page.Raw("</div>");
        return page.ToString(title);
    }

    private static string RoundsOf(Comparison comparison) => comparison.Servers.All(server => server.Rounds.Count == 1)
        ? "One run in each column"
        : "Several runs of the same plan share a column: their median, and below it the least and the greatest";

    private static void WriteTable(HtmlPage page, Comparison comparison)
    {
        page.Raw("<section class=\"box\" style=\"margin-top:16px\"><table><thead><tr><th></th>");
        for (var i = 0; i < comparison.Servers.Count; i++) page.Raw(Head(comparison.Servers[i], Palette.Of(i)));
        page.Raw("</tr></thead>");
        var isFirst = true;
        foreach (var group in ComparedFigure.In(comparison.Servers).GroupBy(figure => figure.Group))
        {
            page.Raw($"<tbody{(isFirst ? " class=\"first\"" : "")}><tr><th scope=\"rowgroup\" style=\"color:var(--ink)\">{HtmlPage.Encode(group.Key)}</th><td colspan=\"{comparison.Servers.Count}\"></td></tr>");
            foreach (var figure in group) WriteRow(page, comparison, figure);
            page.Raw("</tbody>");
            isFirst = false;
        }

        page.Raw("</table></section>");
    }

    private static string Head(ComparedServer server, string colour)
    {
        var rounds = server.Rounds.Count > 1 ? $"<br><small>median of {server.Rounds.Count} runs</small>" : "";
        return $"<th scope=\"col\" class=\"n\"><span class=\"dot\" style=\"background:{colour}\"></span>{HtmlPage.Encode(server.Name)}{rounds}</th>";
    }

    private static void WriteRow(HtmlPage page, Comparison comparison, ComparedFigure figure)
    {
        page.Raw($"<tr><th scope=\"row\">{HtmlPage.Encode(figure.Label)}</th>");
        var reference = comparison.Servers[0].Of(figure.Of)?.Median;
        for (var i = 0; i < comparison.Servers.Count; i++)
        {
            var spread = comparison.Servers[i].Of(figure.Of);
            page.Raw($"<td class=\"n\">{(spread is null ? "–" : Cell(figure, spread, i == 0 ? null : reference, comparison.Servers[i].Rounds.Count > 1))}</td>");
        }

        page.Raw("</tr>");
    }

    private static string Cell(ComparedFigure figure, Spread spread, double? reference, bool hasRounds)
    {
        var isFault = figure.Group == "Faults" && spread.Median > 0 && figure.Label != "announced as not coming";
        var value = HtmlPage.Encode(figure.Show(spread.Median));
        var ratio = reference is > 0 ? $" <small>× {(spread.Median / reference.Value).ToString("0.00", CultureInfo.InvariantCulture)}</small>" : "";
        var range = hasRounds && spread.High > spread.Low ? $"<br><small>{HtmlPage.Encode(figure.Show(spread.Low))} to {HtmlPage.Encode(figure.Show(spread.High))}</small>" : "";
        return $"{(isFault ? $"<span class=\"bad\">{value}</span>" : value)}{ratio}{range}";
    }

    /// <summary>What is the same for all is said once; what differs is said for each column.</summary>
    private static void WritePlans(HtmlPage page, Comparison comparison)
    {
        var plans = comparison.Servers.SelectMany(server => server.Rounds).Select(report => report.Plan).ToList();
        var same = plans[0].Where(pair => plans.All(plan => plan.GetValueOrDefault(pair.Key) == pair.Value)).Select(pair => pair.Key).ToHashSet();
        page.Pairs("Plan of all", plans[0].Where(pair => same.Contains(pair.Key)).Select(pair => (pair.Key, pair.Value)));
        foreach (var server in comparison.Servers)
        {
            // Rounds of one ask the same, but may have had the server at another address.
            var own = server.Rounds.SelectMany(report => report.Plan).Where(pair => !same.Contains(pair.Key))
                .GroupBy(pair => pair.Key, pair => pair.Value).Select(values => (values.Key, string.Join(", ", values.Distinct()))).ToList();
            if (own.Count > 0) page.Pairs(server.Name, own);
        }
    }
}
