using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RealtimeHub.Transport.Hubs;

namespace RealtimeHub.Transport.Tests.Hubs;

/// <summary>Which requests may become a WebSocket.</summary>
public sealed class UpgradeTests
{
    private readonly DefaultHttpContext _http = new();

    public UpgradeTests()
    {
        var headers = _http.Request.Headers;
        _http.Request.Method = "GET";
        headers.Connection = "keep-alive, Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketVersion = "13";
        headers.SecWebSocketKey = "dGhlIHNhbXBsZSBub25jZQ==";
        _http.Features.Set<IHttpUpgradeFeature>(new Upgradable());
    }

    [Fact]
    public void The_example_of_the_RFC_may()
    {
        Assert.True(Upgrade.IsAsked(_http));
        Assert.Null(Upgrade.Problem(_http));
    }

    [Theory]
    [InlineData("POST", "websocket", false)]
    [InlineData("GET", "h2c", false)]
    [InlineData("GET", "h2c, WebSocket", true)]
    [InlineData("GET", "websocket2", false)]
    public void It_is_asked_for_with_a_get_and_the_name_of_the_protocol(string method, string upgrade, bool isAsked)
    {
        _http.Request.Method = method;
        _http.Request.Headers.Upgrade = upgrade;

        Assert.Equal(isAsked, Upgrade.IsAsked(_http));
    }

    [Theory]
    [InlineData("Connection", "keep-alive", 400)]
    [InlineData("Sec-WebSocket-Version", "12", 426)]
    [InlineData("Sec-WebSocket-Version", "", 426)]
    [InlineData("Sec-WebSocket-Key", "", 400)]
    [InlineData("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=", 400)]
    [InlineData("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZSE=", 400)]
    [InlineData("Sec-WebSocket-Key", "########################", 400)]
    public void A_header_that_is_wrong_is_a_problem(string name, string value, int status)
    {
        _http.Request.Headers[name] = value;

        Assert.Equal(status, Upgrade.Problem(_http)?.Status);
    }

    [Fact]
    public void Two_keys_are_a_problem()
    {
        _http.Request.Headers.SecWebSocketKey = new(["dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=="]);

        Assert.Equal(400, Upgrade.Problem(_http)?.Status);
    }

    [Fact]
    public void A_connection_that_cannot_be_upgraded_is_a_problem()
    {
        _http.Features.Set<IHttpUpgradeFeature>(null);

        Assert.Equal(400, Upgrade.Problem(_http)?.Status);
    }

    private sealed class Upgradable : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => true;

        public Task<Stream> UpgradeAsync() => throw new NotSupportedException();
    }
}
