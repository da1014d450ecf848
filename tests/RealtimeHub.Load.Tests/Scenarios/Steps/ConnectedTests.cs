using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Tests.Scenarios.Steps;

public sealed class ConnectedTests
{
    [Fact]
    public void Those_that_were_opened_share_what_it_cost()
    {
        var connected = Connected(connections: 50, opened: 40);
        Assert.Equal(40, connected.Opened);
        Assert.Equal(20, connected.PerSecond, precision: 6);
        Assert.Equal(100, connected.BytesPerConnection);
    }

    [Fact]
    public void Where_none_had_to_be_opened_nobody_knows_what_one_costs() => Assert.Null(Connected(connections: 50, opened: 0).BytesPerConnection);

    /// <summary>It took 2 seconds and 4,000 bytes.</summary>
    private static Connected Connected(int connections, int opened)
    {
        var latency = Histograms.Large();
        latency.RecordValueWithCount(1_000, opened);
        return new Connected(connections, new ConnectResult(TimeSpan.FromSeconds(2), latency, null), default, 10_000, 14_000);
    }
}
