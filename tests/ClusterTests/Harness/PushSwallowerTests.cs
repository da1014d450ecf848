namespace ClusterTests.Harness;

/// <summary>What is swallowed is swallowed, in both versions of the protocol, and everything else passes.</summary>
public sealed class PushSwallowerTests
{
    [Theory]
    [InlineData("2")]
    [InlineData("3")]
    public async Task Only_the_pushes_that_are_named_are_swallowed(string protocol)
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var swallower = new PushSwallower(redis.Port);
        using var subscriber = await RespConnection.OpenAsync(swallower.Port);
        await subscriber.CallAsync("HELLO", protocol);
        await subscriber.CallAsync("SUBSCRIBE", "news");

        swallower.Swallow(push => push.Channel == "news" && push.Has("two"));
        foreach (var word in new[] { "one", "two", "three" }) await redis.CallAsync("PUBLISH", "news", word);

        Assert.Equal("[message, news, one]", (await subscriber.ReadAsync()).ToString());
        Assert.Equal("[message, news, three]", (await subscriber.ReadAsync()).ToString());
        Assert.Equal(1, swallower.Swallowed);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("3")]
    public async Task Answers_pass_while_all_pushes_are_swallowed(string protocol)
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var swallower = new PushSwallower(redis.Port);
        using var subscriber = await RespConnection.OpenAsync(swallower.Port);
        await subscriber.CallAsync("HELLO", protocol);
        await subscriber.CallAsync("SUBSCRIBE", "news");

        swallower.SwallowAll();
        await redis.CallAsync("PUBLISH", "news", new string('x', 100_000));
        await swallower.HasSwallowedAsync(1);
        Assert.Contains("PONG", (await subscriber.CallAsync("PING")).ToString(), StringComparison.OrdinalIgnoreCase);

        swallower.Heal();
        await redis.CallAsync("PUBLISH", "news", "again");
        Assert.Equal("[message, news, again]", (await subscriber.ReadAsync()).ToString());
    }

    [Fact]
    public async Task A_list_that_only_looks_like_a_push_passes()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var swallower = new PushSwallower(redis.Port);
        using var reader = await RespConnection.OpenAsync(swallower.Port);
        await redis.CallAsync("RPUSH", "list", "message", "news", "one");

        swallower.SwallowAll();

        Assert.Equal("[message, news, one]", (await reader.CallAsync("LRANGE", "list", "0", "-1")).ToString());
    }
}
