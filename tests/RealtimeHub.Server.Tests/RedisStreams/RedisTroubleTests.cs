using RealtimeHub.Server.Sources.RedisStreams;
using StackExchange.Redis;

namespace RealtimeHub.Server.Tests.RedisStreams;

public sealed class RedisTroubleTests
{
    [Theory]
    [InlineData(RedisErrorKind.OutOfMemory, true)]
    [InlineData(RedisErrorKind.ReadOnly, true)]
    [InlineData(RedisErrorKind.Loading, true)]
    [InlineData(RedisErrorKind.ClusterDown, true)]
    [InlineData(RedisErrorKind.MasterDown, true)]
    [InlineData(RedisErrorKind.WrongType, false)]
    [InlineData(RedisErrorKind.NoPermission, false)]
    [InlineData(RedisErrorKind.UnknownError, false)]
    public void A_Redis_that_can_do_nothing_now_is_away(RedisErrorKind kind, bool isAway) =>
        Assert.Equal(isAway, RedisTrouble.IsAway(new RedisServerException(kind, CommandFlags.None, "")));

    [Fact]
    public void An_error_of_our_own_says_nothing_about_Redis() => Assert.False(RedisTrouble.IsAway(new InvalidOperationException()));
}
