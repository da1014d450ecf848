using RealtimeHub.Client.Connecting;
using RealtimeHub.Client.Tests.Scripted;

namespace RealtimeHub.Client.Tests.Unit;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(6, 16)]
    [InlineData(7, 20)]
    [InlineData(1_000_000, 20)]
    public void The_bound_doubles_up_to_the_largest_wait(int failures, double seconds) =>
        Assert.Equal(seconds, new Backoff(new ReconnectOptions(), new FixedRandom(1)).Next(failures).TotalSeconds, precision: 6);

    [Fact]
    public void Chance_decides_below_the_bound() =>
        Assert.Equal(TimeSpan.FromSeconds(5), new Backoff(new ReconnectOptions(), new FixedRandom(0.25)).Next(20));

    [Theory]
    [InlineData(500, 100)]
    [InlineData(3, 3)]
    public void No_wait_is_too_short_for_the_server(int minDelay, int expected)
    {
        var options = new ReconnectOptions { MinDelay = TimeSpan.FromMilliseconds(minDelay) };
        Assert.Equal(TimeSpan.FromMilliseconds(expected), new Backoff(options, new FixedRandom(0)).Next(5));
    }

    [Fact]
    public void The_extremes_of_the_options_do_not_overflow()
    {
        var options = new ReconnectOptions { MinDelay = TimeSpan.FromTicks(1), MaxDelay = TimeSpan.MaxValue / 2 };
        Assert.True(new Backoff(options, new FixedRandom(0.9)).Next(100) > TimeSpan.Zero);
    }
}
