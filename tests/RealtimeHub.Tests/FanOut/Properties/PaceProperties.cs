using CsCheck;
using RealtimeHub.Configuration;
using RealtimeHub.FanOut;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Properties;

public sealed class PaceProperties
{
    private static readonly Gen<double?> Asked = Gen.OneOf(Gen.Double[Pace.MinRate, 300], Gen.Double[Pace.MinRate, 3]).Nullable();
    private static readonly Gen<double?> Most = Gen.OneOf(Gen.Double[0.01, 300], Gen.Double[0.01, 3]).Nullable();

    [Fact]
    public void Nobody_is_delivered_to_more_often_than_was_asked_for_or_is_allowed() =>
        Gen.Select(Asked, Most, Gen.Int[0, 2_000], Gen.Bool).Sample(
            (asked, most, flushMilliseconds, conflate) =>
            {
                var settings = new NamespaceOptions { MaxRate = most, FlushInterval = TimeSpan.FromMilliseconds(flushMilliseconds) };

                var (pace, rate) = Pace.For(settings, asked, conflate);

                Assert.Equal(asked is not null || most is not null, rate is not null);
                Assert.True(rate is null || rate <= Math.Min(asked ?? double.MaxValue, most ?? double.MaxValue));
                Assert.True(pace.Interval >= settings.FlushInterval);
                Assert.True(rate is null || pace.Interval.TotalSeconds >= (1 / rate) - 1e-7);
                Assert.Equal(conflate, pace.Conflate);
            },
            iter: Campaign.Cases);

    [Fact]
    public void The_rates_are_few_and_close_to_what_is_asked_for()
    {
        var rates = new System.Collections.Concurrent.ConcurrentDictionary<double, bool>();
        Gen.Double[Pace.MinRate, 100].Sample(
            asked =>
            {
                var rate = Pace.For(new NamespaceOptions(), asked, conflate: false).Rate!.Value;
                rates[rate] = true;
                Assert.True(rate > asked * 0.39, $"{rate} for {asked}");
            },
            iter: Campaign.Cases);
        Assert.InRange(rates.Count, 1, 21);
    }
}
