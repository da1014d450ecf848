using RealtimeHub.Configuration;
using RealtimeHub.Tasks.Running;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

public sealed class RetryPausesTests
{
    private static readonly TaskKindOptions Kind = new() { RetryDelay = TimeSpan.FromSeconds(1), MaxRetryDelay = TimeSpan.FromMinutes(1) };

    [Fact]
    public void Who_wants_a_longer_pause_gets_it() => Assert.Equal(TimeSpan.FromSeconds(40), new RetryPauses(seed: 1).After(Kind, 1, TimeSpan.FromSeconds(40)));

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    public void Nobody_gets_a_shorter_one(int seconds) => Assert.Equal(new RetryPauses(seed: 1).After(Kind, 1), new RetryPauses(seed: 1).After(Kind, 1, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Nobody_gets_one_that_is_longer_than_the_longest() => Assert.Equal(Kind.MaxRetryDelay, new RetryPauses(seed: 1).After(Kind, 1, TimeSpan.MaxValue));
}
