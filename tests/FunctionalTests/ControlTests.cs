using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>What operators see and do.</summary>
public sealed class ControlTests
{
    private const string Operator = "the-key-of-an-operator";
    private const string Publisher = "the-key-of-a-publisher";
    private const string NewPublisher = "the-next-key-of-a-publisher";

    [Theory, EveryWire]
    public async Task Connections_are_listed_and_one_can_be_closed(Wire wire)
    {
        await using var server = await StartAsync();
        await using var alice = await ConnectAsync(server, wire, "alice");
        await using var bob = await ConnectAsync(server, wire, "bob");
        await bob.SubscribeAsync("news");

        var all = await GetAsync(server, "v1/connections");
        Assert.Equal(["alice", "bob"], Users(all).Order(StringComparer.Ordinal));
        var ofAlice = await GetAsync(server, "v1/connections?user=alice");
        var id = ofAlice.GetProperty("connections")[0].GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(server, HttpMethod.Delete, $"v1/connections/{id}"));

        Assert.Equal(3503, Assert.IsType<Received.Goodbye>(await alice.NextAsync()).Code);
        await alice.Closed;
        await server.Metrics.WaitForFallAsync("realtimehub.connections", 1);
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(server, HttpMethod.Delete, $"v1/connections/{id}"));
        await server.PublishAsync("news", 1);
        Assert.Equal(1, (await bob.NextEventAsync()).Offset);
    }

    [Fact]
    public async Task Pages_of_connections_hold_each_once()
    {
        await using var server = await StartAsync(("Limits:User:MaxConnections", "100"));
        var clients = await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => ConnectAsync(server, Wire.WebSocketsJson, "alice")));
        var (ids, cursor) = (new List<string>(), "");
        while (cursor is not null)
        {
            var page = await GetAsync(server, $"v1/connections?limit=3&cursor={cursor}");
            ids.AddRange(page.GetProperty("connections").EnumerateArray().Select(connection => connection.GetProperty("id").GetString()!));
            cursor = page.GetProperty("cursor").GetString();
        }

        Assert.Equal(7, ids.Distinct().Count());
        Assert.Equal(7, ids.Count);
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task All_connections_of_a_user_can_be_closed_and_others_stay()
    {
        await using var server = await StartAsync();
        await using var one = await ConnectAsync(server, Wire.WebSocketsJson, "alice");
        await using var two = await ConnectAsync(server, Wire.WebSocketsMessagePack, "alice");
        await using var bob = await ConnectAsync(server, Wire.WebSocketsJson, "bob");

        Assert.Equal(HttpStatusCode.OK, await SendAsync(server, HttpMethod.Delete, "v1/users/alice/connections"));
        await Task.WhenAll(one.Closed, two.Closed);
        await bob.SubscribeAsync("news");
    }

    [Fact]
    public async Task A_subscription_can_be_ended()
    {
        await using var server = await StartAsync();
        await using var alice = await ConnectAsync(server, Wire.WebSocketsJson, "alice");
        await alice.SubscribeAsync("news");
        await alice.SubscribeAsync("more");
        var id = (await GetAsync(server, "v1/connections")).GetProperty("connections")[0].GetProperty("id").GetString();

        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(server, HttpMethod.Delete, $"v1/connections/{id}/subscriptions/news"));
        Assert.Equal(new Received.Ended("news", 103), await alice.NextAsync());
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(server, HttpMethod.Delete, $"v1/connections/{id}/subscriptions/news"));
        await server.PublishAsync("news", 1);
        await server.PublishAsync("more", 1);
        Assert.Equal("more", (await alice.NextEventAsync()).Topic);
    }

    [Theory, EveryWire]
    public async Task A_token_that_is_revoked_ends_its_connection_and_opens_none(Wire wire)
    {
        await using var server = await StartAsync();
        var (token, later) = (Token("alice", "1"), Token("alice", "2"));
        await using var client = await BareClient.ConnectAsync(server.Hub, wire, token: token);
        await using var other = await BareClient.ConnectAsync(server.Hub, wire, token: later);

        Assert.Equal(1, await RevokeAsync(server, new { jti = "1" }));
        Assert.Equal(3500, Assert.IsType<Received.Goodbye>(await client.NextAsync()).Code);
        await client.Closed;
        await Assert.ThrowsAnyAsync<Exception>(() => BareClient.ConnectAsync(server.Hub, wire, token: token));
        await other.SubscribeAsync("news");
    }

    [Fact]
    public async Task All_older_tokens_of_a_user_can_be_revoked()
    {
        await using var server = await StartAsync();
        var made = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        await using var old = await BareClient.ConnectAsync(server.Hub, token: Token("alice", "1", made));
        await using var undated = await BareClient.ConnectAsync(server.Hub, token: Token("alice", "2"));
        await using var newer = await BareClient.ConnectAsync(server.Hub, token: Token("alice", "3", made.AddMinutes(2)));

        Assert.Equal(2, await RevokeAsync(server, new { user = "alice", issuedBefore = made.AddMinutes(1).ToUnixTimeSeconds() }));
        await Task.WhenAll(old.Closed, undated.Closed);
        await newer.SubscribeAsync("news");
        await using var bob = await BareClient.ConnectAsync(server.Hub, token: Token("bob", "4"));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"jti":"1","user":"alice"}""")]
    [InlineData("""{"jti":""}""")]
    [InlineData("""[]""")]
    [InlineData("""nonsense""")]
    public async Task A_revocation_says_what_it_means(string body)
    {
        await using var server = await StartAsync();
        using var response = await RequestAsync(server, HttpMethod.Post, "v1/tokens/revocations", Operator, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(107, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task It_is_explained_what_somebody_may_do_and_why()
    {
        await using var server = await StartAsync(("Namespaces:user:Permissions:Subscribe", "Owner"));
        var rights = (await GetAsync(server, "v1/permissions/explain?user=alice&topic=user:alice")).GetProperty("rights");
        Assert.True(rights.GetProperty("subscribe").GetProperty("allowed").GetBoolean());
        Assert.Equal("the topic's owner", rights.GetProperty("subscribe").GetProperty("rule").GetString());
        Assert.False(rights.GetProperty("publish").GetProperty("allowed").GetBoolean());

        var withToken = (await GetAsync(server, $"v1/permissions/explain?topic=news&token={Token("alice", "1")}")).GetProperty("rights");
        Assert.Equal("a pattern of the token", withToken.GetProperty("subscribe").GetProperty("rule").GetString());
    }

    [Fact]
    public async Task A_key_may_do_what_its_scopes_say()
    {
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, await SendAsync(server, HttpMethod.Post, "v1/topics/orders/events", Publisher, "1"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(server, HttpMethod.Post, "v1/topics/news/events", Publisher, "1"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(server, HttpMethod.Get, "v1/topics/orders/events", Publisher));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(server, HttpMethod.Get, "v1/connections", Publisher));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(server, HttpMethod.Post, "v1/topics/orders/events", Operator, "1"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(server, HttpMethod.Get, "v1/connections", key: ""));
    }

    [Fact]
    public async Task Two_keys_of_one_name_are_good_while_one_replaces_the_other()
    {
        await using var server = await StartAsync(("Access:Keys:publisher:Hashes:1", Hash(NewPublisher)));

        Assert.Equal(HttpStatusCode.OK, await SendAsync(server, HttpMethod.Post, "v1/topics/orders/events", Publisher, "1"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(server, HttpMethod.Post, "v1/topics/orders/events", NewPublisher, "1"));
    }

    private static Task<TestServer> StartAsync(params (string Name, string Value)[] settings) => TestServer.StartAsync(
        0, "Production",
        [
            .. Tokens.Settings,
            ("Access:Keys:operator:Hashes:0", Hash(Operator)), ("Access:Keys:operator:Scopes:0", "operate"),
            ("Access:Keys:publisher:Hashes:0", Hash(Publisher)), ("Access:Keys:publisher:Scopes:0", "publish:orders*"),
            .. settings,
        ]);

    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static Task<BareClient> ConnectAsync(TestServer server, Wire wire, string user) =>
        BareClient.ConnectAsync(server.Hub, wire, token: Tokens.For(user, TimeProvider.System.GetUtcNow().AddMinutes(5), "*"));

    private static string Token(string user, string id, DateTimeOffset? issued = null) =>
        Tokens.For(user, TimeProvider.System.GetUtcNow().AddMinutes(5), id, issued, "*");

    private static IEnumerable<string?> Users(JsonElement page) =>
        page.GetProperty("connections").EnumerateArray().Select(connection => connection.GetProperty("user").GetString());

    private static async Task<JsonElement> GetAsync(TestServer server, string path)
    {
        using var response = await RequestAsync(server, HttpMethod.Get, path, Operator);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<int> RevokeAsync(TestServer server, object request)
    {
        using var response = await RequestAsync(server, HttpMethod.Post, "v1/tokens/revocations", Operator, JsonSerializer.Serialize(request));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("closed").GetInt32();
    }

    private static async Task<HttpStatusCode> SendAsync(TestServer server, HttpMethod method, string path, string key = Operator, string? body = null)
    {
        using var response = await RequestAsync(server, method, path, key, body);
        return response.StatusCode;
    }

    private static Task<HttpResponseMessage> RequestAsync(TestServer server, HttpMethod method, string path, string key, string? body = null)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (key.Length > 0) request.Headers.Add("X-API-Key", key);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return server.Http.SendAsync(request, Patience.Token);
    }
}
