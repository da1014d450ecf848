using RealtimeHub.Sources;
using Xunit;

namespace RealtimeHub.Tests.Sources;

public sealed class RestartBackoffTests
{
    [Fact]
    public void Doubles_from_one_second_and_stays_at_sixty()
    {
        var backoff = new RestartBackoff(new SourceOptions(), new FixedChance(0));

        var seconds = Enumerable.Range(0, 8).Select(_ => backoff.Next(TimeSpan.Zero).TotalSeconds);

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], seconds);
    }

    [Fact]
    public void Starts_again_small_after_a_run_as_long_as_the_longest_rest()
    {
        var backoff = new RestartBackoff(new SourceOptions(), new FixedChance(0));
        for (var i = 0; i < 5; i++) backoff.Next(TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromSeconds(32), backoff.Next(TimeSpan.FromSeconds(59)));
        Assert.Equal(TimeSpan.FromSeconds(1), backoff.Next(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Takes_off_a_fifth_at_most()
    {
        var backoff = new RestartBackoff(new SourceOptions(), new FixedChance(1));

        Assert.Equal(TimeSpan.FromSeconds(0.8), backoff.Next(TimeSpan.Zero));
    }

    private sealed class FixedChance : Random
    {
        private readonly double _value;

        public FixedChance(double value) => _value = value;

        public override double NextDouble() => _value;
    }
}
