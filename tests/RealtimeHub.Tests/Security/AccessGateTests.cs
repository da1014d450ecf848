using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Security;
using RealtimeHub.Security.Tokens;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Security;

public sealed class AccessGateTests
{
    private const string Key = "0123456789abcdef";

    private static readonly Counters Counted = new();
    private static readonly RecordedLog Log = new();

    [Theory]
    [InlineData("127.0.0.1", "localhost:5080")]
    [InlineData("127.0.0.1", "127.0.0.1:5080")]
    [InlineData("::1", "[::1]:5080")]
    [InlineData("::ffff:127.0.0.1", "LOCALHOST")]
    public void In_development_a_caller_on_the_same_machine_needs_no_key(string address, string host)
    {
        var http = Request(address, host);

        Assert.Null(Read(Gate(Environments.Development), http));
        Assert.Null(Publish(Gate(Environments.Development), http));
    }

    [Fact]
    public void Elsewhere_a_caller_on_the_same_machine_needs_a_key()
    {
        var gate = Gate(Environments.Production);

        Assert.Equal(ErrorCode.Unauthorized, Read(gate, Request())?.Code);
        Assert.Equal(ErrorCode.Unauthorized, Publish(gate, Request())?.Code);
    }

    [Theory]
    [InlineData("192.0.2.7", "localhost")] // From another machine.
    [InlineData(null, "localhost")]
    [InlineData("127.0.0.1", "evil.example.com")] // A page elsewhere that points its own name here.
    [InlineData("127.0.0.1", "localhost.example.com")]
    [InlineData("127.0.0.1", "192.0.2.7")]
    [InlineData("127.0.0.1", "")]
    public void In_development_everybody_else_needs_a_key(string? address, string host) =>
        Assert.Equal(ErrorCode.Unauthorized, Publish(Gate(Environments.Development), Request(address, host))?.Code);

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-For", "")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("X-Forwarded-Host", "localhost")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Via", "1.1 proxy")]
    public void What_a_proxy_handed_on_does_not_count_as_local(string header, string value)
    {
        var http = Request();
        http.Request.Headers[header] = value;

        Assert.Equal(ErrorCode.Unauthorized, Read(Gate(Environments.Development), http)?.Code);
    }

    [Theory]
    [InlineData("X-API-Key", Key)]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("Authorization", "bearer  " + Key + " ")]
    public void A_key_opens_both_doors_from_anywhere(string header, string value)
    {
        var http = Request("192.0.2.7", "hub.example.com");
        http.Request.Headers[header] = value;

        Assert.Null(Read(Gate(Environments.Production), http));
        Assert.Null(Publish(Gate(Environments.Production), http));
    }

    [Theory]
    [InlineData("X-API-Key", "")]
    [InlineData("X-API-Key", "0123456789abcde")]
    [InlineData("X-API-Key", "0123456789ABCDEF")]
    [InlineData("X-API-Key", Key + "0")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Basic " + Key)]
    [InlineData("Authorization", Key)]
    public void A_wrong_key_opens_none(string header, string value)
    {
        var http = Request("192.0.2.7", "hub.example.com");
        http.Request.Headers[header] = value;

        Assert.Equal(ErrorCode.Unauthorized, Read(Gate(Environments.Production), http)?.Code);
    }

    [Fact]
    public void A_key_in_the_query_is_no_key()
    {
        var http = Request("192.0.2.7", "hub.example.com");
        http.Request.Path = "/hub";
        http.Request.Headers.Upgrade = "websocket";
        http.Request.QueryString = new QueryString($"?access_token={Key}&X-API-Key={Key}");

        Assert.NotNull(Read(Gate(Environments.Production), http));
    }

    [Fact]
    public void Each_of_several_keys_opens()
    {
        const string Second = "fedcba9876543210";
        var http = Request("192.0.2.7", "hub.example.com");
        http.Request.Headers["X-API-Key"] = Second;

        Assert.Null(Publish(Gate(Environments.Production, access => access.ApiKeys.Add(Second)), http));
    }

    [Fact]
    public void Anonymous_subscribers_may_read_but_not_publish()
    {
        var gate = Gate(Environments.Production, access => access.AnonymousSubscribers = true);
        var http = Request("192.0.2.7", "hub.example.com");

        Assert.Null(Read(gate, http));
        Assert.Equal(ErrorCode.Unauthorized, Publish(gate, http)?.Code);
    }

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("HTTP://LOCALHOST:5080")]
    [InlineData("https://app.example.com")]
    public void Pages_of_the_server_itself_and_of_allowed_origins_may_use_it(string origin) =>
        Assert.Null(Read(Gate(Environments.Development), From(origin)));

    [Theory]
    [InlineData("https://localhost:5080")] // Another scheme.
    [InlineData("http://localhost:5081")]
    [InlineData("http://localhost")]
    [InlineData("https://app.example.com.evil.example")]
    [InlineData("https://app.example.com:444")]
    [InlineData("null")]
    [InlineData("")]
    public void Pages_of_other_origins_may_not_even_with_a_key(string origin)
    {
        var http = From(origin);
        http.Request.Headers["X-API-Key"] = Key;

        Assert.Equal(ErrorCode.PermissionDenied, Read(Gate(Environments.Development), http)?.Code);
    }

    [Fact]
    public void Two_origins_are_none()
    {
        var http = Request();
        http.Request.Headers.Origin = new(["http://localhost:5080", "http://localhost:5080"]);

        Assert.Equal(ErrorCode.PermissionDenied, Read(Gate(Environments.Development), http)?.Code);
    }

    [Fact]
    public void What_is_refused_is_counted_and_a_foreign_origin_is_logged()
    {
        var gate = Gate(Environments.Production);
        var before = Counted["access.refused"];

        Read(gate, From("https://elsewhere.example"));
        Read(gate, Request());

        Assert.True(Counted["access.refused"] >= before + 2);
        Assert.Contains(Log.Entries, entry => entry.EventId == 1505 && entry.Message.Contains("https://elsewhere.example", StringComparison.Ordinal));
    }

    private static AccessGate Gate(string environment, Action<AccessOptions>? configure = null)
    {
        var options = Given.Options(options =>
        {
            options.Access.ApiKeys.Add(Key);
            options.Access.AllowedOrigins.Add("https://app.example.com");
            configure?.Invoke(options.Access);
        });
        var clock = new FakeTimeProvider();
        return new AccessGate(
            options, new HostingEnvironment { EnvironmentName = environment }, new KeyRing(options), NoTokens(options), Given.Limiter(clock, options), Counted.Metrics, clock, Log.For<AccessGate>());
    }

    private static TokenReader NoTokens(IOptions<RealtimeHubOptions> options) => new(options.Value.Tokens, TimeProvider.System, keys: null);

    private static AccessRefusal? Read(AccessGate gate, HttpContext http) => gate.CheckRead(http, Identify(gate, http));

    private static AccessRefusal? Publish(AccessGate gate, HttpContext http) => gate.CheckPublish(http, Identify(gate, http));

    /// <summary>By this gate alone: without tokens it waits for nothing.</summary>
    private static Caller Identify(AccessGate gate, HttpContext http)
    {
        http.Features.Set<Caller>(null);
        var caller = gate.IdentifyAsync(http).AsTask();
        Assert.True(caller.IsCompletedSuccessfully);
        return caller.Result;
    }

    private static DefaultHttpContext Request(string? address = "127.0.0.1", string host = "localhost:5080")
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        http.Request.Scheme = "http";
        http.Request.Host = new HostString(host);
        return http;
    }

    private static DefaultHttpContext From(string origin)
    {
        var http = Request();
        http.Request.Headers.Origin = origin;
        return http;
    }
}
