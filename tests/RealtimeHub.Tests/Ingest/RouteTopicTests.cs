using RealtimeHub.Ingest.Http;
using Xunit;

namespace RealtimeHub.Tests.Ingest;

public sealed class RouteTopicTests
{
    [Theory]
    [InlineData("news", "news")]
    [InlineData("a%2Fb%2fc", "a/b/c")]
    public void An_encoded_slash_belongs_to_the_name(string segment, string expected)
    {
        Assert.True(RouteTopic.TryParse(segment, out var name));
        Assert.Equal(expected, name.Value);
    }

    [Fact]
    public void Nothing_else_is_decoded() => Assert.False(RouteTopic.TryParse("a%3Ab", out _));
}
