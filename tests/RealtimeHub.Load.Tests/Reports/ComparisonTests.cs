using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Reports.Html;

namespace RealtimeHub.Load.Tests.Reports;

public sealed class ComparisonTests
{
    private static readonly Comparison Sample = Comparison.Of(
        [SampleRuns.Broadcast(1, "a", 1.1), SampleRuns.Broadcast(2, "b", 4), SampleRuns.Broadcast(3, "a", 0.9), SampleRuns.Broadcast(4, "a", 1), SampleRuns.Broadcast(5, "b", 2)]);

    [Fact]
    public void Runs_of_one_server_are_rounds_of_one() => Assert.Equal([("a", 3), ("b", 2)], Sample.Servers.Select(server => (server.Name, server.Rounds.Count)));

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
        Assert.Equal(["a: broadcast", "RealtimeHub (JSON): idle"], Comparison.Of([SampleRuns.Broadcast(1, "a"), SampleRuns.Idle()]).Servers.Select(server => server.Name));

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
        var page = ComparisonPage.Write(Comparison.Of([SampleRuns.Broadcast(1, "a"), other with { Plan = new Dictionary<string, string>(other.Plan) { ["--rate"] = "17" } }]));

        Assert.Single(page.Split("--connections").Skip(1));
        Assert.Equal(2, page.Split("--rate").Length - 1);
    }
}
