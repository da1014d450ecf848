using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Tests;

public sealed class TrendTests
{
    [Fact]
    public void What_stays_the_same_has_no_slope() => Assert.Equal(0, Trend.Slope([7, 7, 7, 7]));

    [Fact]
    public void A_straight_line_has_the_slope_of_its_steps() => Assert.Equal(-2, Trend.Slope([9, 7, 5, 3]), tolerance: 1e-9);

    [Fact]
    public void A_step_in_the_middle_counts_as_growth() => Assert.InRange(Trend.Slope([1, 1, 2, 2]), 0.3, 0.5);

    [Fact]
    public void One_value_has_no_slope() => Assert.Equal(0, Trend.Slope([5]));
}
