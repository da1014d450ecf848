using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Tests.Reports;
using RealtimeHub.Load.Verdicts;

namespace RealtimeHub.Load.Tests.Verdicts;

public sealed class JudgeTests
{
    private static readonly RuleParser Parser = new(Figures.Common);

    public static TheoryData<string> Faults => ["loss", "repeats", "disorder", "broken", "unpublished"];

    [Fact]
    public void A_run_without_faults_passes()
    {
        var verdict = Judge.Of(SampleRuns.Broadcast(), [], allowFaults: false);

        Assert.True(verdict.Passed);
        Assert.Equal("Passed: no faults", VerdictLines.Headline(verdict));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Every_fault_fails_by_itself(string name)
    {
        var verdict = Judge.Of(WithOneOf(name), [], allowFaults: false);

        Assert.False(verdict.Passed);
        Assert.Equal($"{name}>0", Assert.Single(verdict.Rules, rule => rule.Broken).Rule);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Faults_that_are_allowed_do_not_fail(string name) =>
        Assert.True(Judge.Of(WithOneOf(name), [], allowFaults: true).Passed);

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_rule_of_the_user_says_how_many_of_a_fault_are_too_many(string name)
    {
        Assert.True(Judge.Of(WithOneOf(name), [Parser.Parse($"{name}>1")], allowFaults: false).Passed);
        Assert.False(Judge.Of(WithOneOf(name), [Parser.Parse($"{name}>=1")], allowFaults: true).Passed);
    }

    [Fact]
    public void What_a_server_announced_is_no_fault() => Assert.True(Judge.Of(SampleRuns.SlowReaders(), [], allowFaults: false).Passed);

    [Fact]
    public void One_broken_rule_is_enough()
    {
        var verdict = Judge.Of(SampleRuns.Broadcast(), [Parser.Parse("p50>1ms"), Parser.Parse("p99>1ms")], allowFaults: false);

        Assert.False(verdict.Passed);
        Assert.Equal("Failed: 1 of 7 rules broken", VerdictLines.Headline(verdict));
    }

    private static RunReport WithOneOf(string fault)
    {
        var faults = new FaultFigures();
        return SampleRuns.Broadcast() with
        {
            Faults = fault switch
            {
                "loss" => faults with { Lost = 1 },
                "repeats" => faults with { Repeated = 1 },
                "disorder" => faults with { OutOfOrder = 1 },
                "broken" => faults with { BrokenConnections = 1 },
                _ => faults with { Unpublished = 1 },
            },
        };
    }
}
