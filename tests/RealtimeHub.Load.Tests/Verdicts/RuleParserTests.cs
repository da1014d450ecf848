using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.CommandLine.Guides;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Tests.Reports;
using RealtimeHub.Load.Verdicts;

namespace RealtimeHub.Load.Tests.Verdicts;

public sealed class RuleParserTests
{
    private static readonly RuleParser Parser = new(Figures.Common);

    [Theory]
    [InlineData("p99>50ms", "p99>50ms", 50)]
    [InlineData(" p99 > 50 ms ", "p99>50ms", 50)]
    [InlineData("P999>=0.5S", "p999>=0.5s", 0.5)]
    [InlineData("max<=250us", "max<=250us", 250)]
    [InlineData("loss>0", "loss>0", 0)]
    [InlineData("delivered<99.5%", "delivered<99.5%", 99.5)]
    [InlineData("delivered<99.5", "delivered<99.5%", 99.5)]
    [InlineData("memory-per-connection>=10kib", "memory-per-connection>=10KiB", 10)]
    public void A_rule_is_a_figure_a_sign_and_a_number_with_its_unit(string text, string written, double limit)
    {
        var rule = Parser.Parse(text);

        Assert.Equal(written, rule.ToString());
        Assert.Equal(limit, rule.Limit);
    }

    [Theory]
    [InlineData("p95>50ms", "'p95' is no figure")]
    [InlineData(">50ms", "begins with no figure")]
    [InlineData("p99", "one of > >= < <=")]
    [InlineData("p99=50ms", "one of > >= < <=")]
    [InlineData("p99>ms", "a number is needed")]
    [InlineData("p99>1.2.3ms", "a number is needed")]
    [InlineData("p99>-1ms", "a number is needed")]
    [InlineData("p99>50", "takes us, ms or s")]
    [InlineData("p99>50MiB", "takes us, ms or s")]
    [InlineData("p99>50min", "'min' is no unit")]
    [InlineData("loss>1%", "takes no unit")]
    [InlineData("cpu>1ms", "takes %")]
    public void What_is_no_rule_is_explained_with_an_example(string text, string reason)
    {
        var message = Assert.Throws<UsageException>(() => Parser.Parse(text)).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains("such as \"", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p99>3.3ms", true)]
    [InlineData("p99>3400us", false)]
    [InlineData("p99>=3400us", true)]
    [InlineData("p99<0.0035s", true)]
    [InlineData("p99<=0.0033s", false)]
    [InlineData("memory>170MiB", true)]
    [InlineData("memory>175105KiB", false)]
    [InlineData("cpu-per-event>4.6us", true)]
    [InlineData("cpu-per-event>0.005ms", false)]
    [InlineData("delivered<100%", false)]
    [InlineData("connects<3000", true)]
    public void A_rule_is_broken_when_it_is_true_in_whatever_unit_it_is_written(string text, bool isBroken) =>
        Assert.Equal(isBroken, Parser.Parse(text).Judge(SampleRuns.Broadcast()).Broken);

    [Fact]
    public void The_value_is_told_in_the_unit_of_the_rule() =>
        Assert.Equal(3_400, Parser.Parse("p99>1us").Judge(SampleRuns.Broadcast()).Value!.Value, 6);

    [Fact]
    public void A_figure_that_the_run_does_not_have_breaks_its_rule_and_says_so()
    {
        var result = Parser.Parse("cpu>50%").Judge(SampleRuns.Broadcast() with { ServerUsage = null });

        Assert.True(result.Broken);
        Assert.Null(result.Value);
        Assert.Contains("no such figure", VerdictLines.Measured(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_no_deliveries_there_is_no_latency() => Assert.Null(Parser.Parse("p99>50ms").Judge(SampleRuns.Idle()).Value);

    [Fact]
    public void A_figure_of_the_scenario_may_be_asked_for_in_another_unit_of_its_kind()
    {
        var report = SampleRuns.Broadcast() with { Figures = [new NamedFigure("reconnect-time", "until all were back", 2.5, "s")] };

        var result = new RuleParser(ScenarioFigures.ReconnectStorm).Parse("reconnect-time>2000ms").Judge(report);

        Assert.True(result.Broken);
        Assert.Equal(2_500, result.Value);
    }

    [Fact]
    public void A_figure_of_another_scenario_is_refused() =>
        Assert.Throws<UsageException>(() => new RuleParser(DeliveryGuides.Broadcast.AllFigures).Parse("recovered<5000"));
}
