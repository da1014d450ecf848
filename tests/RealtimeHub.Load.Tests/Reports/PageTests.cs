using System.Text.RegularExpressions;
using System.Xml.Linq;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Reports.Html;

namespace RealtimeHub.Load.Tests.Reports;

public sealed partial class PageTests
{
    [Fact]
    public void A_page_needs_nothing_but_itself()
    {
        var page = RunPage.Write(SampleRuns.SlowReaders());

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page, StringComparison.OrdinalIgnoreCase);
        Assert.All(Addresses().Matches(page).Select(match => match.Value).Distinct(), address => Assert.Equal("http://www.w3.org/2000/svg", address));
    }

    [Fact]
    public void Every_picture_is_well_formed_and_says_what_it_shows()
    {
        var pictures = Pictures().Matches(RunPage.Write(SampleRuns.SlowReaders())).Select(match => XElement.Parse(match.Value)).ToList();

        Assert.Equal(12, pictures.Count);
        Assert.All(pictures, picture => Assert.NotEmpty(picture.Attribute("aria-label")!.Value));
    }

    [Fact]
    public void Phases_are_marked_in_the_plots_and_told_in_a_table()
    {
        var page = RunPage.Write(SampleRuns.SlowReaders());

        Assert.Contains(">slow</text>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">slow</th>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_told()
    {
        var report = SampleRuns.Broadcast() with
        {
            Faults = new FaultFigures { Lost = 11, Repeated = 12, OutOfOrder = 13, Announced = 14, BrokenConnections = 15, Unpublished = 16, Unanswered = 17 },
        };

        foreach (var page in (string[])[RunPage.Write(report), ComparisonPage.Write(Comparison.OfRuns([new("a.json", report)]))])
            Assert.All(Enumerable.Range(11, 7), count => Assert.Matches($">{count}<", page));
    }

    [Fact]
    public void Everything_that_became_of_slow_readers_is_told()
    {
        var slow = new SlowReaderFigures
        {
            Clients = 101, BytesPerSecond = 102, Read = 103, Notices = 104, Announced = 105, Lost = 106, Repeated = 107, Cut = 108, TooSlow = 100, OtherCloses = 9, CameBack = 110, Continued = 111,
        };

        var page = RunPage.Write(SampleRuns.SlowReaders() with { SlowReaders = [slow] });

        Assert.Contains("<th scope=\"row\">102 B/s</th>", page, StringComparison.Ordinal);
        Assert.All((int[])[101, 103, 104, 105, 106, 107, 108, 109, 110, 111], count => Assert.Contains($"<td class=\"n\">{count}</td>", page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_without_events_has_no_plot_of_latency()
    {
        var page = RunPage.Write(SampleRuns.Idle());

        Assert.DoesNotContain("How often each latency came", page, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Memory of the server\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_no_second_at_all_still_makes_a_page() =>
        Assert.Contains("All figures", RunPage.Write(SampleRuns.Idle() with { Seconds = [], ServerUsage = null }), StringComparison.Ordinal);

    [Fact]
    public void What_others_wrote_cannot_become_markup()
    {
        var report = SampleRuns.Broadcast() with { Server = "<b>&", Faults = new FaultFigures { BrokenConnections = 1, FirstFailure = "<script>" }, Verdict = new Verdict(false, []) };

        Assert.DoesNotContain("<b>&", RunPage.Write(report), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", RunPage.Write(report), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>&", ComparisonPage.Write(Comparison.OfRuns([new("<b>&.json", report), new("b.json", report)])), StringComparison.Ordinal);
    }

    [GeneratedRegex("https?://[^\"'<> ]+")]
    private static partial Regex Addresses();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Pictures();
}
