using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Who follows a topic: asked for, and told when it changes.</summary>
public sealed class PresenceTests
{
    private const string Topic = "room:a";

    [Theory, EveryWire]
    public async Task Followers_hear_of_who_comes_and_who_goes_in_whatever_way(Wire wire)
    {
        await using var server = await StartAsync();
        await using var proxy = new TcpProxy(server.Address);
        await using var ann = await ConnectAsync(server.Hub, wire, "ann");
        await ann.SubscribeAsync(Topic);
        var roster = await new Roster(ann, Topic).ReachesAsync(1);
        await using var bob = await ConnectAsync(server.Hub, Wire.WebSocketsJson, "bob");
        await bob.SubscribeAsync(Topic);
        await using var carl = await ConnectAsync(proxy.Hub, Wire.WebSocketsMessagePack, "carl");
        await carl.SubscribeAsync(Topic);
        await using var dora = await ConnectAsync(server.Hub, wire, "dora");
        await dora.SubscribeAsync(Topic);

        await roster.ReachesAsync(4);
        Assert.Equal(["ann", "bob", "carl", "dora"], roster.Users!);
        await bob.UnsubscribeAsync(Topic);
        await roster.ReachesAsync(3);
        Assert.Equal(["ann", "carl", "dora"], roster.Users!);
        proxy.DropAll();
        await roster.ReachesAsync(2);
        await dora.Connection.StopAsync();
        await roster.ReachesAsync(1);
        Assert.Equal(["ann"], roster.Users!);
        Assert.True(ann.HasNothingMore);
    }

    [Theory, EveryWire]
    public async Task Who_asks_is_told_all_members_and_what_their_tokens_tell(Wire wire)
    {
        await using var server = await StartAsync(("Namespaces:room:Presence:Events", "false"));
        await using var ann = await ConnectAsync(server.Hub, wire, "ann", new { name = "Ann ä😀", tags = new object[] { 1, 2.5, true } });
        await ann.SubscribeAsync(Topic);
        await using var other = await ConnectAsync(server.Hub, wire, "ann");
        await other.SubscribeAsync(Topic);
        await other.SubscribeAsync("room:b");

        var presence = await ann.PresenceAsync(Topic);
        Assert.Equal((Topic, 2, 1), (presence.GetProperty("topic").GetString(), presence.GetProperty("count").GetInt32(), presence.GetProperty("users").GetInt32()));
        var shown = presence.GetProperty("members").EnumerateArray().Single(member => member.GetProperty("info").ValueKind == JsonValueKind.Object);
        Assert.Equal("Ann ä😀", shown.GetProperty("info").GetProperty("name").GetString());
        Assert.Equal("[1,2.5,true]", Plain(shown.GetProperty("info").GetProperty("tags")));

        using var answer = await GetAsync(server, Topic, Token("carl"));
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Plain(presence), Plain(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement));
        Assert.Equal(0, (await ann.PresenceAsync("room:nobody-is-here")).GetProperty("count").GetInt32());
    }

    [Theory, EveryWire]
    public async Task Of_more_members_than_are_listed_only_the_numbers_are_told(Wire wire)
    {
        await using var server = await StartAsync(("Namespaces:room:Presence:MaxListed", "2"));
        await using var ann = await ConnectAsync(server.Hub, wire, "ann");
        await ann.SubscribeAsync(Topic);
        var roster = await new Roster(ann, Topic).ReachesAsync(1);
        var others = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ConnectAsync(server.Hub, wire, "bob")));
        foreach (var other in others) await other.SubscribeAsync(Topic);

        await roster.ReachesAsync(4);
        Assert.Null(roster.Users);
        Assert.Equal("""{"topic":"room:a","count":4,"users":2}""", Plain(await ann.PresenceAsync(Topic)));
        foreach (var other in others) await other.DisposeAsync();
        await roster.ReachesAsync(1);
        Assert.Equal(["ann"], roster.Users!);
    }

    [Theory, EveryWire]
    public async Task Where_it_is_not_known_or_not_allowed_asking_is_refused_and_nothing_is_told(Wire wire)
    {
        await using var server = await StartAsync(("Namespaces:shut:MaxEvents", "10"));
        var reader = Tokens.For("reader", Later, "*");
        await using var ann = await ConnectAsync(server.Hub, wire, "ann");
        await using var client = await BareClient.ConnectAsync(server.Hub, wire, token: reader);

        foreach (var (topic, code, status) in new[] { ("shut:a", 103, HttpStatusCode.Forbidden), ("nowhere:a", 102, HttpStatusCode.NotFound), ("a b", 107, HttpStatusCode.BadRequest) })
        {
            Assert.Contains($"{code}: ", (await Assert.ThrowsAsync<HubException>(() => ann.PresenceAsync(topic))).Message, StringComparison.Ordinal);
            using var answer = await GetAsync(server, topic, Token("ann"));
            Assert.Equal((status, code), (answer.StatusCode, await CodeOfAsync(answer)));
        }

        // Who may follow the topic, and may not know who else does.
        await client.SubscribeAsync(Topic);
        await ann.SubscribeAsync(Topic);
        await new Roster(ann, Topic).ReachesAsync(2);
        Assert.Contains("103: ", (await Assert.ThrowsAsync<HubException>(() => client.PresenceAsync(Topic))).Message, StringComparison.Ordinal);
        using (var answer = await GetAsync(server, Topic, reader)) Assert.Equal((HttpStatusCode.Forbidden, 103), (answer.StatusCode, await CodeOfAsync(answer)));
        await server.PublishAsync(Topic, 1);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task A_newer_token_decides_anew_who_is_told(Wire wire)
    {
        await using var server = await StartAsync();
        await using var client = await BareClient.ConnectAsync(server.Hub, wire, token: Tokens.For("ann", Later, "*"));
        await client.SubscribeAsync(Topic);
        await using var other = await ConnectAsync(server.Hub, wire, "bob");
        await other.SubscribeAsync(Topic);
        var roster = await new Roster(other, Topic).ReachesAsync(2);
        Assert.True(client.HasNothingMore);

        await client.Connection.InvokeAsync<long>(HubNames.Refresh, Token("ann"));
        await new Roster(client, Topic).ReachesAsync(2);
        await client.Connection.InvokeAsync<long>(HubNames.Refresh, Tokens.For("ann", Later, "*"));
        await using var third = await ConnectAsync(server.Hub, wire, "carl");
        await third.SubscribeAsync(Topic);
        await roster.ReachesAsync(3);
        await server.PublishAsync(Topic, 1);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
    }

    [Fact]
    public async Task A_topic_that_the_server_has_chosen_tells_of_its_followers_too()
    {
        await using var server = await StartAsync(("Namespaces:room:Permissions:Presence", "User"));
        await using var client = await BareClient.ConnectAsync(server.Hub, token: Tokens.Following("ann", Later, Topic));
        Assert.IsType<Received.Begun>(await client.NextAsync());
        await new Roster(client, Topic).ReachesAsync(1);
    }

    [Fact]
    public async Task A_configuration_that_tells_what_it_does_not_know_is_refused()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.StartAsync(("Namespaces:room:Presence:Events", "true")));
        Assert.Contains("room has Presence:Events, but no Presence:Enabled", error.Message, StringComparison.Ordinal);
    }

    private static DateTimeOffset Later => TimeProvider.System.GetUtcNow().AddMinutes(30);

    private static Task<TestServer> StartAsync(params (string Name, string Value)[] settings) => TestServer.StartAsync(port: 0, "Production",
    [
        .. Tokens.Settings, ("Namespaces:room:Presence:Enabled", "true"), ("Namespaces:room:Presence:Events", "true"), ("Namespaces:room:Presence:Interval", "00:00:00.100"), .. settings,
    ]);

    private static string Token(string user, object? info = null) => Tokens.Showing(user, Later, info ?? user, "*");

    private static Task<BareClient> ConnectAsync(Uri hub, Wire wire, string user, object? info = null) => BareClient.ConnectAsync(hub, wire, token: Token(user, info));

    private static Task<HttpResponseMessage> GetAsync(TestServer server, string topic, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"v1/topics/{Uri.EscapeDataString(topic)}/presence", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", token);
        return server.Http.SendAsync(request, Patience.Token);
    }

    private static async Task<int> CodeOfAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetInt32();

    /// <summary>In one form, however it was escaped on the way.</summary>
    private static string Plain(JsonElement json) => JsonSerializer.Serialize(json, WireJson.Options);
}
