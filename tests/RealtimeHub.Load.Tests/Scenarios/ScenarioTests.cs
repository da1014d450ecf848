using System.Diagnostics;
using RealtimeHub.Load.CommandLine.Guides;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios;
using RealtimeHub.Load.Verdicts;

namespace RealtimeHub.Load.Tests.Scenarios;

/// <summary>Every scenario, small, against the real server.</summary>
public sealed class ScenarioTests
{
    private const int Connections = SmallPlan.Connections;

    [Fact]
    public async Task Broadcast_brings_every_event_to_everybody()
    {
        var report = await RunAsync(Scenario.Broadcast);
        Assert.Equal((100, 100 * Connections), (report.Throughput.Published, report.Throughput.Delivered));
        Assert.Equal(100 * Connections, report.Latency.Count);
        Assert.Equal(report.Latency.Count, report.Histogram.Sum(bucket => bucket.Count));
        Assert.InRange(report.Latency.P50, 0.001, report.Latency.Max);
        Assert.Equal((Connections, Connections), (report.Connect.Connections, report.Connect.Latency.Count));
        Assert.NotNull(report.ServerUsage!.CpuPerDeliveryUs);
        Assert.True(report.ServerUsage.MemoryAtEndBytes > 0);
    }

    [Fact]
    public async Task Topics_bring_each_event_to_the_followers_of_its_topic()
    {
        var report = await RunAsync(Scenario.Topics, change: plan => plan with { Topics = 20 });
        Assert.Equal(100 * Connections / 20, report.Throughput.Delivered, tolerance: 50);
        Assert.Equal("20", report.Plan["--topics"]);
    }

    [Theory]
    [InlineData("Single")]
    [InlineData("Batch")]
    [InlineData("Hub")]
    public async Task A_burst_is_due_at_one_moment(string publish)
    {
        var report = await RunAsync(Scenario.Burst, change: plan => plan with { Publish = Enum.Parse<PublishMode>(publish) });
        Assert.Equal(100, report.Throughput.Published);
        Assert.Equal(100 * Connections / 5, report.Throughput.Delivered);
        Assert.Equal(report.Latency.Max, Figure(report, "burst-max"), tolerance: 0.001 * report.Latency.Max);
    }

    [Fact]
    public async Task Idle_connections_are_in_effect_at_the_end()
    {
        var report = await RunAsync(Scenario.Idle);
        Assert.Equal((5, Connections), (report.Throughput.Published, report.Throughput.Delivered));

        // Nothing was due in the idle second, and all of it in the one after it.
        Assert.Equal([false, true], report.Seconds.Select(second => second.P50 is not null));
    }

    [Fact]
    public async Task Connecting_is_measured_in_time_and_CPU()
    {
        var report = await RunAsync(Scenario.Connect);
        Assert.Equal(Connections, report.Connect.Latency.Count);
        Assert.True(report.Connect.PerSecond > 0);
        Assert.NotNull(report.Connect.ServerCpuUs);
        Assert.Equal(Connections, report.Throughput.Delivered);
    }

    [Theory]
    [InlineData("Engine")]
    [InlineData("DotNet")]
    public async Task After_a_storm_all_are_back_and_have_everything(string client)
    {
        var report = await RunAsync(Scenario.ReconnectStorm, client);
        Assert.Equal((Connections, 0), (Figure(report, "recovered"), Figure(report, "not-recovered")));
        Assert.Equal(["quiet", "storm"], report.Phases.Select(phase => phase.Name));
        Assert.True(Figure(report, "reconnect-time") > 0);
    }

    [Fact]
    public async Task A_storm_can_kill_a_process_and_come_back_to_another_address()
    {
        TcpProxy? other = null;
        using var dying = Process.Start("sleep", "60");
        await RunAsync(Scenario.ReconnectStorm, plan =>
        {
            other = new TcpProxy(plan.Target.Url);
            return plan with { Target = plan.Target with { ReturnUrl = other.Hub, KilledProcessId = dying.Id } };
        });
        await dying.WaitForExitAsync(Patience.Token);

        Assert.Equal(128 + 9, dying.ExitCode);
        Assert.Equal(Connections, other!.Accepted);
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Slow_readers_are_told_from_the_others()
    {
        var report = await RunAsync(Scenario.SlowReaders, change: plan => plan with { Topics = 1, Rate = 50, Seconds = 3 });
        Assert.Equal(["quiet", "slow"], report.Phases.Select(phase => phase.Name));
        Assert.Equal(200 * (Connections - 4), report.Latency.Count);
        Assert.Equal((Connections, Connections - 4), (report.Connect.Connections, report.Connect.Latency.Count));
        Assert.True(Figure(report, "p99-ratio") > 0);
        Assert.Equal((0, 0), (Figure(report, "slow-lost"), Figure(report, "slow-repeated")));
        Assert.Equal([(2, 0), (2, 1_024)], report.SlowReaders.Select(slow => (slow.Clients, slow.BytesPerSecond)));
        Assert.All(report.Phases, phase => Assert.True(phase is { DeliveredPerSecond: > 0, ServerCpuPercent: > 0, ServerMemoryBytes: > 0 }));
    }

    [Theory]
    [InlineData("Engine")]
    [InlineData("DotNet")]
    public async Task Churn_loses_nothing(string client)
    {
        var report = await RunAsync(Scenario.Churn, client);
        Assert.Equal((30, 0), (Figure(report, "churned"), Figure(report, "not-recovered")));
    }

    [Theory]
    [InlineData("Single")]
    [InlineData("Batch")]
    [InlineData("Hub")]
    public async Task Publishing_is_as_fast_as_the_server_answers(string publish)
    {
        var report = await RunAsync(Scenario.Publish, change: plan => plan with { Publish = Enum.Parse<PublishMode>(publish), Seconds = 2 }, ("DefaultNamespace:MaxEvents", "1000000"));
        Assert.True(Figure(report, "publish-rate") > 0);
        Assert.True(Figure(report, "answer-p50") > 0);
    }

    [Fact]
    public async Task A_mixed_load_loses_nothing()
    {
        var report = await RunAsync(Scenario.Mixed);
        Assert.Equal(["quiet", "slow"], report.Phases.Select(phase => phase.Name));
        Assert.Equal(60, Figure(report, "churned"));
        Assert.Equal((Connections, Connections - 4), (report.Connect.Connections, report.Connect.Latency.Count));
    }

    [Fact]
    public async Task The_clients_of_the_library_get_every_event()
    {
        var report = await RunAsync(Scenario.Broadcast, "DotNet");
        Assert.Equal(100 * Connections, report.Throughput.Delivered);
        Assert.True(report.Throughput.ReceivedBytes > 100 * Connections * 100);
    }

    [Theory]
    [InlineData("Engine")]
    [InlineData("DotNet")]
    public async Task What_the_server_announces_as_lost_is_announced_and_not_lost(string client)
    {
        // The log holds one event: whoever is away for longer cannot be continued.
        await using var server = await TestServer.StartAsync(("DefaultNamespace:MaxEvents", "1"));
        var plan = SmallPlan.For(Scenario.ReconnectStorm, server.Hub) with
        {
            Client = Enum.Parse<ClientKind>(client), Topics = 1, Rate = 200, ConnectRate = 100,
        };
        var report = await ScenarioTable.Of(Scenario.ReconnectStorm).RunAsync(plan, new SpokenProgress(), Patience.Token);
        Assert.Equal((0, 0, 0), (report.Faults.Lost, report.Faults.Repeated, report.Faults.OutOfOrder));
        Assert.True(report.Faults.Announced > 0);
        Assert.True(Figure(report, "not-recovered") > 0);
    }

    [Fact]
    public async Task A_run_tells_what_it_does_and_how_it_stands()
    {
        await using var server = await TestServer.StartAsync();
        var progress = new SpokenProgress();
        await ScenarioTable.Of(Scenario.Broadcast).RunAsync(SmallPlan.For(Scenario.Broadcast, server.Hub), progress, Patience.Token);
        Assert.Contains("opening 50 connections", progress.Said);
        Assert.Equal(("measuring", 1, 1, Connections), (progress.Seconds[^1].Phase, progress.Seconds[^1].Second, progress.Seconds[^1].Of, progress.Seconds[^1].Connections));
    }

    private static Task<RunReport> RunAsync(Scenario scenario, string client = "Engine") => RunAsync(scenario, plan => plan with { Client = Enum.Parse<ClientKind>(client) });

    private static async Task<RunReport> RunAsync(Scenario scenario, Func<LoadPlan, LoadPlan> change, params (string Name, string Value)[] settings)
    {
        await using var server = await TestServer.StartAsync(
            [("DefaultNamespace:AllowClientPublish", "true"), ("Limits:Connection:Publish", "off"), ("Limits:Connection:Total", "off"), .. settings]);
        var report = await ScenarioTable.Of(scenario).RunAsync(change(SmallPlan.For(scenario, server.Hub)), new SpokenProgress(), Patience.Token);
        var faults = report.Faults;
        Assert.Equal((0, 0, 0, 0), (faults.Lost, faults.Repeated, faults.OutOfOrder, faults.Announced));
        Assert.Equal((0, 0, null), (faults.BrokenConnections, faults.Unpublished, faults.FirstFailure));
        Assert.Equal(100, report.Throughput.PercentOfPlan, tolerance: 0.01);
        HasTheFiguresOfItsHelp(scenario, report);
        return report;
    }

    /// <summary>What the help names and rules may be about is what is reported, in the same unit.</summary>
    private static void HasTheFiguresOfItsHelp(Scenario scenario, RunReport report)
    {
        // There is nothing to compare with when the clock of the kernel, which counts hundredths of a second, did not see the connects.
        var named = ScenarioGuides.Of(scenario).Figures.Where(figure => figure.Name != "reconnect-cpu-ratio" || report.Connect.ServerCpuUs > 0).ToList();
        Assert.Equal(named.Select(figure => figure.Name).Order(), report.Figures.Select(figure => figure.Name).Order());
        Assert.All(report.Figures, reported => Assert.Equal(Unit.OfFigure(reported.Unit).Quantity, named.Single(figure => figure.Name == reported.Name).Quantity));
        Assert.All(report.Figures, reported => Assert.Equal(reported.Value * Unit.OfFigure(reported.Unit).Factor, named.Single(figure => figure.Name == reported.Name).Of(report)));
    }

    private static double Figure(RunReport report, string name) => report.Figures.Single(figure => figure.Name == name).Value;
}
