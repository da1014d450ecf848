using CsCheck;
using RealtimeHub.Load.Reports.Plots;

namespace RealtimeHub.Load.Tests;

public sealed class AxisTests
{
    [Fact]
    public void A_linear_axis_begins_at_zero_and_goes_in_round_steps()
    {
        var axis = Axis.Linear([120, 183]);
        Assert.Equal([0, 50, 100, 150, 200], axis.Ticks);
        Assert.Equal((0.0, 0.5, 1.0), (axis.PlaceOf(0), axis.PlaceOf(100), axis.PlaceOf(200)));
    }

    [Fact]
    public void A_logarithmic_axis_goes_in_powers_of_ten()
    {
        var axis = Axis.Logarithmic([0, 7, 300]);
        Assert.Equal([1, 10, 100, 1_000], axis.Ticks);
        Assert.Equal(1 / 3.0, axis.PlaceOf(10), tolerance: 1e-9);
        Assert.Equal(0, axis.PlaceOf(0));
    }

    [Fact]
    public void Every_value_has_a_place_on_its_axis() =>
        Gen.Double[0.001, 1_000_000].Array[0, 20].Sample(values =>
            new[] { Axis.Linear(values), Axis.Logarithmic(values) }.All(axis => axis.Ticks.Count >= 2
                && values.All(value => value <= axis.To * 1.000_001 && axis.PlaceOf(value) is >= 0 and <= 1)));
}
