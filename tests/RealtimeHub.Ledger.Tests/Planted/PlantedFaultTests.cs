namespace RealtimeHub.Ledger.Tests.Planted;

/// <summary>A checker that overlooks a fault is worse than none, and so is one that sees faults where there are none.</summary>
public sealed class PlantedFaultTests(RecordedRun run) : IClassFixture<RecordedRun>
{
    public static TheoryData<string> Names => [.. Faults.All.Keys];

    [Fact]
    public void A_correct_run_breaks_no_promise()
    {
        var report = LedgerChecker.Check(run.Entries, RecordedRun.Options);

        Assert.Empty(report.Violations);
        Assert.True(report.Totals is { Deliveries: > 20_000, Recovered: > 100, Disconnects: > 10, Unchecked: 0 }, report.ToString());
    }

    [Fact]
    public void There_are_ten_planted_faults() => Assert.Equal(10, Faults.All.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_server_is_found_out_that(string fault)
    {
        var (plant, promise) = Faults.All[fault];

        var report = LedgerChecker.Check(plant(run.Entries), RecordedRun.Options with { MaxViolations = int.MaxValue });

        Assert.Contains(report.Violations, violation => violation.Promise == promise);
    }
}
