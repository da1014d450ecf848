using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Reports.Html;

namespace RealtimeHub.Load.Tests.Reports;

public sealed class ComparisonTests
{
    private static readonly Comparison Sample = Rounds(
        SampleRuns.Broadcast(1, "a", 1.1), SampleRuns.Broadcast(2, "b", 4), SampleRuns.Broadcast(3, "a", 0.9), SampleRuns.Broadcast(4, "a", 1), SampleRuns.Broadcast(5, "b", 2));

    [Fact]
    public void Runs_of_one_server_may_be_rounds_of_one() => Assert.Equal([("a", 3), ("b", 2)], Sample.Servers.Select(server => (server.Name, server.Rounds.Count)));

    [Fact]
    public void Rounds_give_a_median_and_the_least_and_the_greatest()
    {
        var spread = Sample.Servers[0].Of(report => report.Latency.P99)!;

        Assert.Equal((3.4, 3.06, 3.74), (spread.Median, Math.Round(spread.Low, 6), Math.Round(spread.High, 6)));
    }

    [Fact]
    public void An_even_number_of_rounds_has_its_median_between_two() => Assert.Equal(3 * 3.4, Sample.Servers[1].Of(report => report.Latency.P99)!.Median, 6);

    [Fact]
    public void A_figure_that_no_round_has_is_not_there() => Assert.Null(Sample.Servers[0].Of(_ => null));

    [Fact]
    public void Different_scenarios_of_one_server_are_not_rounds_of_one() =>
        Assert.Equal([("a: broadcast", 1), ("a: idle", 1)], Columns(Rounds(SampleRuns.Broadcast(1, "a"), SampleRuns.Idle() with { Server = "a" })));

    [Fact]
    public void Different_plans_of_one_server_are_not_rounds_of_one_and_are_named_by_what_differs()
    {
        var less = SampleRuns.Broadcast(1, "a");
        var more = With(less, "--connections", "9000");

        Assert.Equal(
            [("a: --connections 5000", 2), ("b", 1), ("a: --connections 9000", 1)],
            Columns(Rounds(less, SampleRuns.Broadcast(2, "b"), more, SampleRuns.Broadcast(3, "a"))));
        Assert.Equal([("a: no --workers", 1), ("a: --workers 2", 1)], Columns(Rounds(less, With(less, "--workers", "2"))));
    }

    [Fact]
    public void A_server_at_another_address_was_asked_the_same()
    {
        var first = With(With(SampleRuns.Broadcast(1, "a"), "--url", "http://127.0.0.1:20001/hub"), "--pid", "101");
        var second = With(With(SampleRuns.Broadcast(2, "a"), "--url", "http://127.0.0.1:20002/hub"), "--pid", "102");

        var comparison = Rounds(first, second);

        Assert.Equal([("a", 2)], Columns(comparison));
        Assert.Contains("<td>http://127.0.0.1:20001/hub, http://127.0.0.1:20002/hub</td>", ComparisonPage.Write(comparison), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_run_is_a_column_of_its_own_and_runs_of_one_server_are_named_by_their_files()
    {
        var (before, after) = (SampleRuns.Broadcast(1, "a"), SampleRuns.Broadcast(2, "a"));

        Assert.Equal(
            [("a: before", 1), ("a: after", 1), ("b", 1)],
            Columns(Comparison.OfRuns([new("x/before.json", before), new("x/after.json", after), new("x/b.json", SampleRuns.Broadcast(3, "b"))])));
        Assert.Equal([("a: x/run.json", 1), ("a: y/run.json", 1)], Columns(Comparison.OfRuns([new("x/run.json", before), new("y/run.json", after)])));
    }

    [Fact]
    public void The_page_says_of_how_many_runs_a_column_is_the_median()
    {
        var page = ComparisonPage.Write(Sample);

        Assert.Contains("a<br><small>median of 3 runs</small></th>", page, StringComparison.Ordinal);
        Assert.Contains("b<br><small>median of 2 runs</small></th>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_shows_the_plan_of_every_column()
    {
        var run = SampleRuns.Broadcast(1, "a");

        var page = ComparisonPage.Write(Comparison.OfRuns([new("before.json", run), new("after.json", With(run, "--connections", "9000"))]));

        Assert.Contains("<h3>a: before</h3><table>\n<tr><th scope=\"row\">--connections</th><td>5000</td></tr>", page, StringComparison.Ordinal);
        Assert.Contains("<h3>a: after</h3><table>\n<tr><th scope=\"row\">--connections</th><td>9000</td></tr>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_shows_ratios_to_the_first_and_the_spread()
    {
        var page = ComparisonPage.Write(Sample);

        Assert.Contains("10.2 ms <small>× 3.00</small><br><small>6.80 ms to 13.6 ms</small>", page, StringComparison.Ordinal);
        Assert.Contains("Ratios are to a.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_the_same_in_all_plans_is_told_once()
    {
        var other = SampleRuns.Broadcast(2, "b");
        var page = ComparisonPage.Write(Rounds(SampleRuns.Broadcast(1, "a"), With(other, "--rate", "17")));

        Assert.Single(page.Split("--connections").Skip(1));
        Assert.Equal(2, page.Split("--rate").Length - 1);
    }

    private static Comparison Rounds(params RunReport[] reports) => Comparison.OfRounds([.. reports.Select((report, i) => new ReportFile($"{i}.json", report))]);

    private static RunReport With(RunReport report, string option, string value) =>
        report with { Plan = new Dictionary<string, string>(report.Plan) { [option] = value } };

    private static IEnumerable<(string Name, int Rounds)> Columns(Comparison comparison) => comparison.Servers.Select(server => (server.Name, server.Rounds.Count));
}
