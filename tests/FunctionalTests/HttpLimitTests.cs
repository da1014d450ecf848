using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Raw;
using Xunit;

namespace FunctionalTests;

/// <summary>What may be asked over HTTP, and by whom.</summary>
public sealed class HttpLimitTests
{
    private const string Key = "a-key-that-is-long-enough";
    private const string OtherKey = "another-key-long-enough";

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Requests_beyond_the_limit_of_a_key_get_429_with_code_and_time_and_other_keys_are_served()
    {
        await using var server = await StartAsync(("Limits:ApiKey:Requests", "6/m burst 2"));
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.OK, (await PublishAsync(server, Key)).StatusCode);

        using var refused = await PublishAsync(server, Key);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(10)), (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
        Assert.Equal(108, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32());
        Assert.Equal("nosniff", refused.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(HttpStatusCode.OK, (await PublishAsync(server, OtherKey)).StatusCode);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await PublishAsync(server, Key)).StatusCode);
    }

    [Fact]
    public async Task Each_event_of_a_batch_counts_and_of_one_that_is_refused_none_is_published()
    {
        await using var server = await StartAsync(("Limits:ApiKey:Publish", "1/s burst 5"));
        Assert.Equal(HttpStatusCode.OK, (await PublishBatchAsync(server, 4)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await PublishBatchAsync(server, 2)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PublishBatchAsync(server, 1)).StatusCode);

        Assert.Equal(5, server.Metrics["realtimehub.events.accepted"]);
    }

    [Fact]
    public async Task A_topic_can_have_a_limit_of_its_own()
    {
        await using var server = await StartAsync(("DefaultNamespace:TopicPublishLimit", "1/s burst 1"));
        Assert.Equal(HttpStatusCode.OK, (await PublishAsync(server, Key, "a")).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await PublishAsync(server, OtherKey, "a")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PublishAsync(server, Key, "b")).StatusCode);
    }

    [Fact]
    public async Task Who_shows_too_many_wrong_keys_is_not_told_which_one_is_right()
    {
        await using var server = await StartAsync(("Limits:CountLoopback", "true"), ("Limits:Address:WrongKeys", "6/m burst 3"));
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await PublishAsync(server, $"{Key}-{i}")).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await PublishAsync(server, Key)).StatusCode);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await PublishAsync(server, Key)).StatusCode);
    }

    [Fact]
    public async Task Requests_without_a_key_count_for_their_address_together_with_messages_on_the_hub()
    {
        await using var server = await StartAsync(
            ("Access:AnonymousSubscribers", "true"), ("Limits:CountLoopback", "true"), ("Limits:Address:Total", "1/s burst 3"));
        using var client = await WireConnection.OpenAsync(server.Hub, new WireProtocol("json"), Patience.Token);
        await client.SendAsync(new InvocationMessage("1", "Time", []));
        Assert.Null(await AnswerAsync(client));
        Assert.Equal(HttpStatusCode.OK, (await HistoryAsync(server)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await HistoryAsync(server)).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await HistoryAsync(server)).StatusCode);
        await client.SendAsync(new InvocationMessage("2", "Time", []));
        Assert.StartsWith("108: ", await AnswerAsync(client), StringComparison.Ordinal);
    }

    [Theory, EveryWire]
    public async Task New_connections_that_come_too_fast_get_429_or_503_with_a_time_and_open_ones_are_served(Wire wire)
    {
        await using var server = await StartAsync(("Access:AnonymousSubscribers", "true"), ("Limits:NewConnections", "6/m burst 2"));
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("a");
        using var negotiated = await NegotiateAsync(server);
        using var refused = await NegotiateAsync(server);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(10)), (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
        await server.PublishAsync("a", 1);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task An_address_may_hold_only_so_many_connections(Wire wire)
    {
        await using var server = await StartAsync(
            ("Access:AnonymousSubscribers", "true"), ("Limits:CountLoopback", "true"), ("Limits:Address:MaxAnonymousConnections", "1"), ("Limits:Address:Connects", "off"));
        var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("a");

        var error = await Assert.ThrowsAnyAsync<Exception>(() => server.ConnectAsync(wire));
        Assert.Contains("429", error.Message, StringComparison.Ordinal);
        await client.DisposeAsync();
        await server.Metrics.WaitForFallAsync("realtimehub.connections", 0);
        await (await ComeInAsync(server, wire)).DisposeAsync();
    }

    /// <summary>The place is free when the request has ended, which over SignalR's own transport is a moment after the connection.</summary>
    private static async Task<BareClient> ComeInAsync(TestServer server, Wire wire)
    {
        for (var stop = Patience.Token; ; stop.ThrowIfCancellationRequested())
        {
            try
            {
                return await server.ConnectAsync(wire);
            }
            catch (Exception e) when (e.Message.Contains("429", StringComparison.Ordinal))
            {
                // Not yet.
            }
        }
    }

    private Task<TestServer> StartAsync(params (string Name, string Value)[] settings) =>
        TestServer.StartAsync(
            port: 0, "Production", (WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(_clock),
            [("Access:ApiKeys:0", Key), ("Access:ApiKeys:1", OtherKey), .. settings]);

    private static async Task<string?> AnswerAsync(WireConnection client) =>
        Assert.IsType<CompletionMessage>(Assert.Single(await client.ReadAsync() ?? [])).Error;

    private static Task<HttpResponseMessage> PublishAsync(TestServer server, string key, string topic = "news") =>
        SendAsync(server, HttpMethod.Post, $"v1/topics/{topic}/events", key, "1");

    private static Task<HttpResponseMessage> PublishBatchAsync(TestServer server, int count) =>
        SendAsync(server, HttpMethod.Post, "v1/events", Key, $"[{string.Join(',', Enumerable.Repeat("""{"topic":"news","data":1}""", count))}]");

    private static Task<HttpResponseMessage> HistoryAsync(TestServer server) => SendAsync(server, HttpMethod.Get, "v1/topics/news/events", key: null, body: null);

    private static Task<HttpResponseMessage> NegotiateAsync(TestServer server) => SendAsync(server, HttpMethod.Post, "hub/negotiate?negotiateVersion=1", key: null, "");

    private static Task<HttpResponseMessage> SendAsync(TestServer server, HttpMethod method, string path, string? key, string? body)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (key is not null) request.Headers.Add("X-API-Key", key);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return server.Http.SendAsync(request, Patience.Token);
    }
}
