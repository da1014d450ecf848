using System.Net;
using System.Text.Json;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class HttpReadTests
{
    [Fact]
    public async Task History_is_read_in_pages_from_a_position()
    {
        await using var server = await TestServer.StartAsync();
        var head = await server.PublishAsync("a", 1, 2, 3, 4, 5);

        var page = await server.GetJsonAsync($"v1/topics/a/events?since={head.Epoch}:1&limit=2");
        var newest = await server.GetJsonAsync("v1/topics/a/events?reverse=true&limit=2");

        Assert.Equal([2L, 3L], Offsets(page));
        Assert.Equal((head.Epoch, 5L), (page.GetProperty("epoch").GetString(), page.GetProperty("offset").GetInt64()));
        Assert.Equal([5L, 4L], Offsets(newest));
    }

    [Theory]
    [InlineData("since=nonsense", HttpStatusCode.BadRequest, 107)]
    [InlineData("since=:5", HttpStatusCode.BadRequest, 107)]
    [InlineData("since=other:0", HttpStatusCode.Gone, 112)]
    [InlineData("limit=0", HttpStatusCode.BadRequest, 107)]
    [InlineData("limit=1001", HttpStatusCode.BadRequest, 107)]
    [InlineData("limit=x", HttpStatusCode.BadRequest, 107)]
    [InlineData("reverse=perhaps", HttpStatusCode.BadRequest, 107)]
    public async Task A_bad_question_gets_a_code(string query, HttpStatusCode status, int code)
    {
        await using var server = await TestServer.StartAsync();

        var reply = await server.Http.GetAsync(new Uri($"v1/topics/a/events?{query}", UriKind.Relative));

        Assert.Equal(status, reply.StatusCode);
        Assert.Equal(code, JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Reading_a_topic_that_nobody_has_used_makes_no_topic()
    {
        await using var server = await TestServer.StartAsync(("Topics:MaxTopics", "1"), ("ServerStats:Enabled", "false"));

        for (var n = 0; n < 5; n++)
        {
            var page = await server.GetJsonAsync($"v1/topics/unused{n}/events");
            Assert.Equal(("", 0L), (page.GetProperty("epoch").GetString(), page.GetProperty("offset").GetInt64()));
        }

        Assert.Equal(1, (await server.PublishAsync("used", 1)).Offset);
        Assert.Equal(["used"], Names(await server.GetJsonAsync("v1/topics")));
    }

    [Fact]
    public async Task Topics_are_listed_in_pages_by_prefix()
    {
        await using var server = await TestServer.StartAsync(("ServerStats:Enabled", "false"));
        foreach (var topic in new[] { "b2", "a1", "b1", "b3" }) await server.PublishAsync(topic, 1);
        await using var client = await server.ConnectAsync();
        await client.SubscribeAsync("b1");

        var first = await server.GetJsonAsync("v1/topics?prefix=b&limit=2");
        var second = await server.GetJsonAsync($"v1/topics?prefix=b&limit=2&cursor={first.GetProperty("cursor").GetString()}");

        Assert.Equal(["b1", "b2"], Names(first));
        Assert.Equal(["b3"], Names(second));
        Assert.False(second.TryGetProperty("cursor", out _));
        Assert.Equal(1, first.GetProperty("topics")[0].GetProperty("subscribers").GetInt32());
    }

    [Theory]
    [InlineData("openapi/v1.json", "PublishBatch")]
    [InlineData("docs", "RealtimeHub API")]
    [InlineData("health/live", "Healthy")]
    [InlineData("health/ready", "Healthy")]
    public async Task The_server_describes_itself(string path, string contains)
    {
        await using var server = await TestServer.StartAsync();

        Assert.Contains(contains, await server.Http.GetStringAsync(new Uri(path, UriKind.Relative)), StringComparison.Ordinal);
    }

    private static IEnumerable<long> Offsets(JsonElement page) =>
        page.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("offset").GetInt64());

    private static IEnumerable<string?> Names(JsonElement page) =>
        page.GetProperty("topics").EnumerateArray().Select(topic => topic.GetProperty("topic").GetString());
}
