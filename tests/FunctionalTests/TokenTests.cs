using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Clients that say who they are with a token.</summary>
public sealed class TokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);

    [Theory, EveryWire]
    public async Task A_client_reads_what_its_token_allows_and_nothing_else(Wire wire)
    {
        await using var server = await StartAsync(("Namespaces:prices:MaxEvents", "10"), ("Namespaces:user:Permissions:Subscribe", "Owner"));
        await using var client = await BareClient.ConnectAsync(server.Hub, wire, token: Token("alice", "prices:*"));
        await client.SubscribeAsync("prices:eur");
        await client.SubscribeAsync("user:alice");

        foreach (var topic in new[] { "news", "user:bob", "$server:stats", "nowhere:x", "prices" })
        {
            Assert.Contains("103: ", (await Assert.ThrowsAsync<HubException>(() => client.SubscribeAsync(topic))).Message, StringComparison.Ordinal);
            Assert.Contains("103: ", (await Assert.ThrowsAsync<HubException>(() => client.HistoryAsync(topic))).Message, StringComparison.Ordinal);
        }

        Assert.Contains("103: ", (await Assert.ThrowsAsync<HubException>(() => client.PublishAsync("prices:eur", 1))).Message, StringComparison.Ordinal);
        await server.PublishAsync("prices:eur", 1);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task Without_a_token_or_with_one_that_is_worth_nothing_nobody_connects(Wire wire)
    {
        await using var server = await StartAsync();

        foreach (var token in new[] { null, "rubbish", Token("alice")[..^2], Tokens.For("alice", Now.AddSeconds(-31)), Tokens.For("alice", Now.AddDays(3)), new string('x', 60_000) })
        {
            var error = await Assert.ThrowsAnyAsync<Exception>(() => BareClient.ConnectAsync(server.Hub, wire, token: token));
            Assert.Matches("401|431", error.Message);
        }
    }

    [Theory, EveryWire]
    public async Task When_its_token_ends_a_client_is_told_3005_within_five_seconds_and_comes_back_with_another(Wire wire)
    {
        await using var server = await StartAsync();
        await using var client = await BareClient.ConnectAsync(server.Hub, wire, token: Tokens.For("alice", Now.AddSeconds(10), "news"));
        var position = await client.SubscribeAsync("news");
        await using var other = await BareClient.ConnectAsync(server.Hub, wire, token: Token("bob", "news"));
        await other.SubscribeAsync("news");

        // 30 seconds are forgiven.
        for (var i = 0; i < 13; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(3));
            await client.SubscribeAsync($"news").ContinueWith(_ => { }, TaskScheduler.Default);
            await other.HistoryAsync("news");
        }

        Assert.Equal(0, server.Metrics["realtimehub.connections.expired"]);
        _clock.Advance(TimeSpan.FromSeconds(5));
        var goodbye = Assert.IsType<Received.Goodbye>(await client.NextAsync());
        Assert.Equal((3005, true), (goodbye.Code, goodbye.Reconnect));
        await client.Closed;

        await server.PublishAsync("news", 1);
        await using var again = await BareClient.ConnectAsync(server.Hub, wire, token: Tokens.For("alice", _clock.GetUtcNow().AddMinutes(5), "news"));
        Assert.True((await again.SubscribeAsync("news", new(position.Epoch, position.Offset))).Recovered);
        Assert.Equal(1, (await again.NextEventAsync()).Offset);
        Assert.Equal(1, (await other.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task A_newer_token_takes_the_place_of_the_old_one_and_nothing_is_missed(Wire wire)
    {
        await using var server = await StartAsync();
        await using var client = await BareClient.ConnectAsync(server.Hub, wire, token: Tokens.For("alice", Now.AddSeconds(10), "news", "old"));
        await client.SubscribeAsync("news");
        await client.SubscribeAsync("old");
        await server.PublishAsync("news", 1);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);

        var expires = Now.AddMinutes(10);
        Assert.Equal(expires.ToUnixTimeMilliseconds(), await client.Connection.InvokeAsync<long>("Refresh", Tokens.For("alice", expires, "news", "new")));
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(3));
            await client.HistoryAsync("news");
        }

        await server.PublishAsync("old", 1);
        await server.PublishAsync("news", 2);
        await client.SubscribeAsync("new");
        Assert.Equal(new Received.Ended("old", 103), await client.NextAsync());
        Assert.Equal(2, (await client.NextEventAsync()).Offset);
        Assert.Contains("103: ", (await Assert.ThrowsAsync<HubException>(() => client.SubscribeAsync("old"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_worth_nothing_or_of_somebody_else_changes_nothing()
    {
        await using var server = await StartAsync();
        await using var client = await BareClient.ConnectAsync(server.Hub, token: Token("alice", "news"));
        await client.SubscribeAsync("news");

        foreach (var (token, code) in new[] { ("rubbish", 101), (Tokens.For("alice", Now.AddMinutes(-1)), 109), (Token("bob", "*"), 103), ("", 107) })
        {
            var error = await Assert.ThrowsAsync<HubException>(() => client.Connection.InvokeAsync<long>("Refresh", token));
            Assert.Contains($"{code}: ", error.Message, StringComparison.Ordinal);
        }

        await server.PublishAsync("news", 1);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
    }

    [Fact]
    public async Task Our_client_renews_its_token_and_its_connection_goes_on()
    {
        await using var server = await StartAsync();
        var (asked, renewed) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var client = await RealtimeHubClient.ConnectAsync(server.Address.ToString(), new RealtimeHubClientOptions
        {
            TimeProvider = _clock,
            AccessTokenProvider = _ =>
            {
                if (++asked == 3) renewed.SetResult();
                return ValueTask.FromResult<string?>(Tokens.For("alice", _clock.GetUtcNow().AddMinutes(1), "news"));
            },
        });
        var states = 0;
        client.StateChanged += (_, _) => states++;

        while (!renewed.Task.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await client.HistoryAsync<int>("news");
        }

        Assert.Equal((0, 0), (states, (int)server.Metrics["realtimehub.connections.expired"]));
        Assert.IsType<ConnectionState.Connected>(client.State);
    }

    [Fact]
    public async Task A_token_in_the_address_counts_only_where_a_browser_has_no_other_way()
    {
        await using var server = await StartAsync();
        var query = $"?access_token={Token("alice", "news")}";

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Http.GetAsync(new Uri("v1/topics/news/events" + query, UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Http.PostAsync(new Uri("hub/negotiate" + query, UriKind.Relative), content: null)).StatusCode);
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server.Hub) { Scheme = "ws", Query = query }.Uri, Patience.Token);
    }

    [Fact]
    public async Task Over_HTTP_a_token_reads_and_publishes_what_it_allows()
    {
        await using var server = await StartAsync();
        var token = Token("alice", "news", new { topic = "chat", rights = new[] { "publish" } });

        Assert.Equal(HttpStatusCode.OK, await SendAsync(server, HttpMethod.Get, "v1/topics/news/events", token));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(server, HttpMethod.Get, "v1/topics/other/events", token));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(server, HttpMethod.Post, "v1/topics/chat/events", token));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(server, HttpMethod.Post, "v1/topics/news/events", token));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(server, HttpMethod.Post, "v1/topics/chat/events", token + "x"));
    }

    [Fact]
    public async Task A_user_may_have_only_so_many_connections()
    {
        await using var server = await StartAsync(("Limits:User:MaxConnections", "1"));
        await using var first = await BareClient.ConnectAsync(server.Hub, token: Token("alice"));

        await Assert.ThrowsAnyAsync<Exception>(() => BareClient.ConnectAsync(server.Hub, token: Token("alice")));
        await using var other = await BareClient.ConnectAsync(server.Hub, token: Token("bob"));
    }

    private string Token(string user, params object[] topics) => Tokens.For(user, _clock.GetUtcNow().AddMinutes(30), topics);

    private Task<TestServer> StartAsync(params (string Name, string Value)[] settings) =>
        TestServer.StartAsync(
            port: 0, "Production", (WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(_clock), [.. Tokens.Settings, .. settings]);

    private static async Task<HttpStatusCode> SendAsync(TestServer server, HttpMethod method, string path, string token)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new("Bearer", token);
        if (method == HttpMethod.Post) request.Content = new StringContent("1", Encoding.UTF8, "application/json");
        return (await server.Http.SendAsync(request, Patience.Token)).StatusCode;
    }
}
