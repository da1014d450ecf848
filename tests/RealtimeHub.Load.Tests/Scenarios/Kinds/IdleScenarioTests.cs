using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Scenarios.Kinds;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Tests.Scenarios.Kinds;

public sealed class IdleScenarioTests
{
    private const int Connections = 10;

    [Fact]
    public void The_second_in_which_events_come_is_not_idle()
    {
        var figures = IdleScenario.Figures(
            Connected(memoryBefore: 1_000),
            Measured(Second(percent: 1, memory: 3_000), Second(percent: 3, memory: 4_000), Second(percent: 50, memory: 9_000)));

        Assert.Equal(["idle-memory", "idle-cpu"], figures.Select(figure => figure.Name));
        Assert.Equal(300, figures[0].Value, precision: 6);
        Assert.Equal(2, figures[1].Value, precision: 6);
    }

    [Fact]
    public void Of_a_server_whose_process_is_not_known_there_are_no_figures() =>
        Assert.Empty(IdleScenario.Figures(Connected(memoryBefore: null), Measured(default, default)));

    private static Connected Connected(long? memoryBefore)
    {
        var latency = Histograms.Large();
        latency.RecordValueWithCount(1_000, Connections);
        return new Connected(Connections, new ConnectResult(TimeSpan.FromSeconds(1), latency, null), default, memoryBefore, memoryBefore);
    }

    private static Measured Measured(params SecondSample[] seconds) => new(default, null, seconds, Histograms.Large(), 0);

    private static SecondSample Second(int percent, long memory)
    {
        var cpu = new CpuTime(TimeSpan.FromSeconds(percent / 100.0), TimeSpan.Zero);
        return new SecondSample(new Spent(TimeSpan.FromSeconds(1), cpu, default, 0, 0, 0), Connections, memory);
    }
}
