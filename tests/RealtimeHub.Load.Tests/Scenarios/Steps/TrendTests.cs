using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Tests.Scenarios.Steps;

public sealed class TrendTests
{
    [Fact]
    public void A_line_has_its_own_slope() => Assert.Equal(2, Trend.Slope([1, 3, 5, 7]), 9);

    [Fact]
    public void What_goes_up_and_down_has_none() => Assert.Equal(0, Trend.Slope([1, 5, 5, 1]), 9);

    [Fact]
    public void One_value_has_none() => Assert.Equal(0, Trend.Slope([7]));
}
