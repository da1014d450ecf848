using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RealtimeHub.Load.Terminal;

/// <summary>Draws how far a run is: steps with their time, and below them the last second.</summary>
internal static class ProgressPicture
{
    private const int MaxWidth = 110;
    private const int WidthOfTime = 9;
    private const string Spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    public static IRenderable Of(ProgressSnapshot snapshot, int frame, int width)
    {
        width = Math.Min(width, MaxWidth);
        List<IRenderable> rows = [.. snapshot.Steps.Select(step => Line("[green]✓[/]", step.Text, step.Time, width))];
        if (snapshot.Step is { } step) rows.Add(Line($"[blue]{Spinner[frame % Spinner.Length]}[/]", step, snapshot.Since, width));
        if (snapshot.Live is { } live) rows.AddRange(LiveRows(live, snapshot.P99, width));
        return new Rows(rows);
    }

    private static Markup Line(string mark, string text, TimeSpan time, int width)
    {
        var room = width - WidthOfTime - 5;
        var shown = text.Length > room ? $"{text[..(room - 1)]}…" : text.PadRight(room);
        return new Markup($"  {mark} {Markup.Escape(shown)}[grey]{Show.Seconds(time.TotalSeconds).PadLeft(WidthOfTime)}[/]");
    }

    private static IEnumerable<IRenderable> LiveRows(LiveFigures live, IReadOnlyList<double?> p99, int width)
    {
        yield return Text.Empty;
        yield return Bar(live, width);
        yield return Text.Empty;
        yield return Figures(live);
        if (p99.Any(value => value is not null)) yield return Curve(p99, width);
    }

    private static Markup Bar(LiveFigures live, int width)
    {
        var text = live.Of > 0 ? $"{live.Second} of {live.Of} s" : $"{live.Second} s";
        var room = Math.Max(10, width - live.Phase.Length - text.Length - 6);
        var full = live.Of > 0 ? Math.Clamp(room * live.Second / live.Of, 0, room) : 0;
        return new Markup($"  [bold]{Markup.Escape(live.Phase)}[/] [blue]{new string('━', full)}[/][grey]{new string('━', room - full)}[/] {text}");
    }

    private static Grid Figures(LiveFigures live)
    {
        var grid = new Grid { Expand = false };
        for (var i = 0; i < 6; i++) grid.AddColumn(new GridColumn { NoWrap = true, Alignment = i % 2 == 0 ? Justify.Left : Justify.Right, Padding = new Padding(i is 2 or 4 ? 5 : 2, 0, 0, 0) });
        Row(grid, ("delivered", Rate(live.DeliveredPerSecond)), ("p50", Time(live.P50)), ("server CPU", live.ServerCpuPercent is { } cpu ? Show.Percent(cpu) : "–"));
        Row(grid, ("published", Rate(live.PublishedPerSecond)), ("p99", Time(live.P99)), ("server memory", live.ServerMemoryMiB is { } memory ? Show.Figure(memory, "MiB") : "–"));
        Row(grid, ("connections", Show.Count(live.Connections)), ("", ""), ("faults", live.Faults == 0 ? "0" : $"[red]{Show.Count(live.Faults)}[/]"));
        return grid;
    }

    private static void Row(Grid grid, params (string Name, string Value)[] cells) =>
        grid.AddRow([.. cells.SelectMany(cell => new[] { $"[grey]{cell.Name}[/]", $"[bold]{cell.Value}[/]" })]);

    private static Markup Curve(IReadOnlyList<double?> p99, int width)
    {
        const string Name = "p99 so far";
        var room = width - Name.Length - 20;
        return new Markup($"  [grey]{Name}[/]  [blue]{Sparkline.Of(p99, room)}[/] [grey]max {Show.Time(p99.Max() ?? 0)}[/]");
    }

    private static string Rate(double value) => $"{Show.Count(Math.Round(value))} /s";

    private static string Time(double? ms) => ms is { } known ? Show.Time(known) : "–";
}
