using RealtimeHub.Contracts;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Topics;

public sealed class TopicSweeperTests
{
    [Fact]
    public async Task Sweeps_at_the_configured_interval()
    {
        var clock = new WatchedClock();
        var options = Given.Options(options => options.Topics.UnusedExpiry = TimeSpan.FromSeconds(1));
        var registry = Given.Registry(clock, o => o.Topics = options.Value.Topics);
        registry.GetOrCreate(TopicName.Parse("news"), out _);
        using var sweeper = new TopicSweeper(registry, options, clock);
        await sweeper.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(5), await clock.PassNextWaitAsync());
        await Eventually.TrueAsync(() => registry.Count == 0);

        await sweeper.StopAsync(TestContext.Current.CancellationToken);
    }
}
