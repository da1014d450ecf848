using RealtimeHub.Configuration;
using RealtimeHub.Draining;
using Xunit;

namespace RealtimeHub.Tests.Draining;

/// <summary>How fast goodbyes are said.</summary>
public sealed class DrainPlanTests
{
    [Theory]
    [InlineData(0, 100, 0)]
    [InlineData(5, 100, 0.05)]
    [InlineData(100, 100, 1)]
    [InlineData(500, 100, 5)]
    [InlineData(2_500, 500, 5)]
    [InlineData(5_000, 1_000, 5)]
    [InlineData(8_000, 1_000, 8)]
    [InlineData(10_000, 1_000, 10)]
    [InlineData(20_000, 2_000, 10)]
    public void Goodbyes_fill_the_window_and_more_of_them_make_it_longer_until_the_time_is_short(int connections, double rate, double seconds)
    {
        var plan = new DrainPlan(connections, new DrainOptions());

        Assert.Equal(rate, plan.Rate, precision: 6);
        Assert.Equal(seconds, plan.Window.TotalSeconds, precision: 6);
        Assert.Equal(12.5, plan.CutAfter.TotalSeconds);
    }

    [Fact]
    public void The_time_for_readiness_is_not_left_for_goodbyes()
    {
        var plan = new DrainPlan(10_000, new DrainOptions { ReadinessDelay = TimeSpan.FromSeconds(6) });

        Assert.Equal(4, plan.Window.TotalSeconds, precision: 6);
    }

    [Fact]
    public void A_window_that_the_timeout_does_not_leave_is_shorter() =>
        Assert.Equal(2, new DrainPlan(600, new DrainOptions { Timeout = TimeSpan.FromSeconds(3) }).Window.TotalSeconds, precision: 6);

    [Fact]
    public void Without_a_window_only_the_rate_counts() => Assert.Equal(0.5, new DrainPlan(500, new DrainOptions { Window = TimeSpan.Zero }).Window.TotalSeconds, precision: 6);

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.049, 10)]
    [InlineData(0.05, 10)]
    [InlineData(1, 105)]
    [InlineData(4.96, 500)]
    [InlineData(100, 500)]
    public void Those_of_a_tick_are_due_at_its_beginning(double elapsed, int due) =>
        Assert.Equal(due, new DrainPlan(500, new DrainOptions()).DueAfter(TimeSpan.FromSeconds(elapsed)));

    [Fact]
    public void A_slow_rate_is_kept()
    {
        var plan = new DrainPlan(10, new DrainOptions { MaxRate = 1, Timeout = TimeSpan.FromMinutes(1), Window = TimeSpan.Zero });

        Assert.Equal([1, 1, 2, 3, 10], new[] { 0, 0.9, 1, 2, 30 }.Select(seconds => plan.DueAfter(TimeSpan.FromSeconds(seconds))));
    }
}
