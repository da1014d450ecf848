using CsCheck;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Tests.Measuring;

public sealed class HistogramsTests
{
    [Fact]
    public void A_histogram_says_the_same_after_it_travelled_as_text() =>
        Gen.Long[1, Histograms.Max].Array[1, 2_000].Sample(values =>
        {
            var histogram = Histograms.Small();
            foreach (var value in values) histogram.RecordValue(value);

            var travelled = Histograms.Decode(Histograms.Encode(histogram));

            Assert.Equal(histogram.TotalCount, travelled.TotalCount);
            foreach (var percentile in new[] { 1, 50, 90, 99, 99.9, 100 })
                Assert.Equal(histogram.GetValueAtPercentile(percentile), travelled.GetValueAtPercentile(percentile));
        }, iter: 50);

    [Fact]
    public void Values_are_right_to_three_digits()
    {
        var histogram = Histograms.Small();
        histogram.RecordValue(123_456);

        Assert.InRange(histogram.GetValueAtPercentile(50), 123_400, 123_550);
    }

    [Fact]
    public void A_sum_has_all_of_its_parts()
    {
        var (a, b) = (Histograms.Small(), Histograms.Small());
        a.RecordValue(10);
        b.RecordValue(1_000);

        var sum = Histograms.Sum([a, b]);

        Assert.Equal((2, 10, 1_000), (sum.TotalCount, sum.GetValueAtPercentile(50), sum.GetValueAtPercentile(100)));
    }

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(2_500, 2)]
    [InlineData(long.MaxValue, Histograms.Max)]
    public void Latencies_are_microseconds_that_a_histogram_can_hold(long nanoseconds, long expected) =>
        Assert.Equal(expected, Histograms.Microseconds(0, nanoseconds));
}
