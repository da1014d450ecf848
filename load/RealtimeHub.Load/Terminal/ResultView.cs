using RealtimeHub.Load.Reports;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RealtimeHub.Load.Terminal;

/// <summary>One screen of text at the end: the figures, the faults, the verdict.</summary>
internal static class ResultView
{
    public static void Write(IAnsiConsole console, RunReport report, IReadOnlyList<string> files)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]{Markup.Escape(report.Server)}[/], {report.Scenario}");
        console.WriteLine();
        if (Summary.ResultOf(report) is { } result) console.Write(new Padder(Column([result], withNotes: false), new Padding(2, 0, 0, 1)));
        console.Write(Columns(Summary.Of(report), console.Profile.Width));
        console.WriteLine();
        foreach (var line in FaultLines.Of(report.Faults)) console.MarkupLine($"  [yellow]{Markup.Escape(line)}[/]");
        WriteVerdict(console, report);
        foreach (var file in files) console.MarkupLine($"  [grey]written: {Markup.Escape(file)}[/]");
    }

    /// <summary>Two columns of about the same height, with notes when there is room; one below the other where even that is too wide.</summary>
    private static IRenderable Columns(IReadOnlyList<SummaryGroup> groups, int width)
    {
        var half = groups.Sum(HeightOf) / 2;
        var height = 0;
        var left = groups.TakeWhile(group => (height += HeightOf(group)) <= half + (HeightOf(group) / 2)).ToList();
        if (left.Count == 0) left = [groups[0]];
        List<SummaryGroup> right = [.. groups.Skip(left.Count)];
        var withNotes = WidthOf(left, withNotes: true) + WidthOf(right, withNotes: true) <= width;
        if (!withNotes && WidthOf(left, withNotes) + WidthOf(right, withNotes) > width) return new Padder(Column(groups, withNotes), new Padding(2, 0, 0, 0));
        var grid = new Grid { Expand = false };
        for (var i = 0; i < 2; i++) grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(2, 0, 2, 0) });
        grid.AddRow(Column(left, withNotes), Column(right, withNotes));
        return grid;
    }

    /// <summary>Of a column, with the blanks around it.</summary>
    private static int WidthOf(IReadOnlyList<SummaryGroup> groups, bool withNotes)
    {
        const int Blanks = 10;
        var lines = groups.SelectMany(group => group.Lines).ToList();
        return lines.Count == 0 ? 0 : Blanks + lines.Max(line => line.Label.Length) + lines.Max(line => line.Value.Length) + (withNotes ? lines.Max(line => line.Note?.Length ?? 0) + 1 : 0);
    }

    private static int HeightOf(SummaryGroup group) => group.Lines.Count + 1;

    private static Grid Column(IReadOnlyList<SummaryGroup> groups, bool withNotes)
    {
        var grid = new Grid { Expand = false };
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        grid.AddColumn(new GridColumn { NoWrap = true, Alignment = Justify.Right, Padding = new Padding(0, 0, 1, 0) });
        if (withNotes) grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(1, 0, 0, 0) });
        foreach (var group in groups)
        {
            grid.AddRow(Cells(withNotes, $"[bold blue]{Markup.Escape(group.Title)}[/]", "", ""));
            foreach (var line in group.Lines)
                grid.AddRow(Cells(withNotes, $"  [grey]{Markup.Escape(line.Label)}[/]", $"[bold]{Markup.Escape(line.Value)}[/]", $"[grey]{Markup.Escape(line.Note ?? "")}[/]"));
        }

        return grid;
    }

    private static IRenderable[] Cells(bool withNotes, string label, string value, string note)
    {
        IRenderable[] cells = [new Markup(label), new Markup(value), new Markup(note)];
        return withNotes ? cells : cells[..2];
    }

    private static void WriteVerdict(IAnsiConsole console, RunReport report)
    {
        if (report.Verdict is not { } verdict) return;
        var (mark, colour) = verdict.Passed ? ("✓", "green") : ("✗", "red");
        console.MarkupLine($"  [bold {colour}]{mark} {VerdictLines.Headline(verdict)}[/]");
        foreach (var rule in verdict.Rules.Where(rule => rule.Broken))
            console.MarkupLine($"    [{colour}]{Markup.Escape(rule.Rule)}[/]  {Markup.Escape(VerdictLines.Measured(rule))}");
    }
}
