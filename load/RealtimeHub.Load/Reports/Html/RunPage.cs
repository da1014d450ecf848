using System.Globalization;

namespace RealtimeHub.Load.Reports.Html;

/// <summary>The report of one run as a page: verdict and main figures first, then plots, then everything else.</summary>
internal static class RunPage
{
    private const int Cards = 12;

    public static string Write(RunReport report)
    {
        var page = new HtmlPage();
        page.Raw($"<header><h1>{HtmlPage.Encode(report.Server)}: {report.Scenario}</h1>");
        page.Paragraph($"{report.StartedAt.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} UTC{report.StartedAt.Offset.ToString(@"\+hh\:mm", CultureInfo.InvariantCulture).Replace("+00:00", "", StringComparison.Ordinal)} · {report.Machine.Cpu}, {report.Machine.Cores} cores · {report.Machine.Pinning}");
        page.Raw("</header>");
        if (report.Verdict is { } verdict) WriteVerdict(page, verdict, FaultLines.Of(report.Faults));
        WriteCards(page, report);
        page.Raw("<div class=\"plots\">");
        RunPlots.Write(page, report);
        page.Raw("</div>");
        WriteTables(page, report);
        page.Raw("<footer>Latency counts from the moment at which an event was due to be published, not from the moment at which it was sent: when the server holds up the publisher, that shows.</footer>");
        return page.ToString($"{report.Server}: {report.Scenario}");
    }

    private static void WriteVerdict(HtmlPage page, Verdict verdict, IReadOnlyList<string> faults)
    {
        page.Raw($"<div class=\"verdict{(verdict.Passed ? "" : " failed")}\"><b>{(verdict.Passed ? "✓" : "✗")} {VerdictLines.Headline(verdict)}</b>");
        string[] lines = [.. verdict.Rules.Where(rule => rule.Broken).Select(rule => $"{rule.Rule}: {VerdictLines.Measured(rule)}"), .. faults];
        if (lines.Length > 0) page.Raw($"<ul>{string.Concat(lines.Select(line => $"<li>{HtmlPage.Encode(line)}</li>"))}</ul>");
        page.Raw("</div>");
    }

    private static void WriteCards(HtmlPage page, RunReport report)
    {
        page.Raw("<div class=\"cards\">");
        foreach (var (card, isMain) in MainFigures.Of(report).Take(Cards))
            page.Raw($"<div class=\"card{(isMain ? " main" : "")}\"><span>{HtmlPage.Encode(card.Label)}</span><b>{HtmlPage.Encode(card.Value)}</b></div>");
        page.Raw("</div>");
    }

    private static void WriteTables(HtmlPage page, RunReport report)
    {
        page.Heading("All figures");
        page.Raw("<div class=\"boxes\">");
        var result = Summary.ResultOf(report);
        foreach (var group in result is null ? Summary.Of(report) : [result, .. Summary.Of(report)]) page.Pairs(group.Title, group.Lines.Select(line => (line.Label, line.Note is null ? line.Value : $"{line.Value} ({line.Note})")));
        page.Pairs("Faults", Faults(report.Faults));
        page.Raw("</div>");
        if (report.Phases.Count > 0)
            page.Table("Phases", ["phase", "seconds", "p50", "p90", "p99", "p99.9", "max", "delivered", "CPU", "memory"], report.Phases.Select(PhaseRow));
        if (report.SlowReaders.Count > 0)
            page.Table("Slow readers", ["they read", "clients", "events read", "lost", "repeated", "announced", "notices", "cut", "closed", "came back", "continued"], report.SlowReaders.Select(SlowRow));
        page.Heading("What was run");
        page.Raw("<div class=\"boxes\">");
        page.Pairs("Plan", report.Plan.Select(pair => (pair.Key, pair.Value)));
        page.Pairs("Machine", MachineLines.Of(report.Machine));
        if (report.Verdict is { Rules.Count: > 0 } verdict)
            page.Pairs("Rules: the run fails when one is true", verdict.Rules.Select(rule => (rule.Rule, $"{(rule.Broken ? "broken" : "kept")}: {VerdictLines.Measured(rule)}")));
        page.Raw("</div>");
    }

    private static IReadOnlyList<string> PhaseRow(PhaseFigures phase) =>
    [
        phase.Name, $"{phase.FromSecond} to {phase.ToSecond}",
        .. new[] { phase.Latency.P50, phase.Latency.P90, phase.Latency.P99, phase.Latency.P999, phase.Latency.Max }.Select(Show.Time),
        $"{Show.Count(Math.Round(phase.DeliveredPerSecond))} /s",
        phase.ServerCpuPercent is { } cpu ? Show.Percent(cpu) : "",
        phase.ServerMemoryBytes is { } memory ? Show.Bytes(memory) : "",
    ];

    private static IReadOnlyList<string> SlowRow(SlowReaderFigures slow) =>
    [
        slow.BytesPerSecond == 0 ? "nothing" : $"{Show.Count(slow.BytesPerSecond)} B/s",
        .. new long[] { slow.Clients, slow.Read, slow.Lost, slow.Repeated, slow.Announced, slow.Notices, slow.Cut, slow.TooSlow + slow.OtherCloses, slow.CameBack, slow.Continued }.Select(value => Show.Count(value)),
    ];

    private static IEnumerable<(string, string)> Faults(FaultFigures faults) =>
    [
        ("lost", Show.Count(faults.Lost)),
        ("repeated", Show.Count(faults.Repeated)),
        ("out of order", Show.Count(faults.OutOfOrder)),
        ("announced as not coming", Show.Count(faults.Announced)),
        ("connections that broke", Show.Count(faults.BrokenConnections)),
        ("not taken in time", Show.Count(faults.Unpublished)),
        ("of these sent and never answered", Show.Count(faults.Unanswered)),
        .. faults.FirstFailure is { } reason ? new[] { ("the first to break", reason) } : [],
    ];
}
