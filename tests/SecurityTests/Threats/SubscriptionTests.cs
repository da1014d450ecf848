using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.TestKit;
using RealtimeHub.Transport.Tests.Support;
using SecurityTests.Support;
using Xunit;

namespace SecurityTests.Threats;

/// <summary>Clients who follow more than they can read, and topics that nobody needs.</summary>
public sealed class SubscriptionTests(Neighbourhood neighbourhood)
{
    private const int MostTopics = 200;
    private const int Turns = 250;

    private static readonly byte[] BackAndForth = ClientFrame.Text(string.Concat(Enumerable.Range(0, Turns)
        .Select(n => $"{RawHub.Call($"s{n}", "Subscribe", "{\"topic\":\"again\"}")}{HubSocket.End}{RawHub.Call($"u{n}", "Unsubscribe", "\"again\"")}{HubSocket.End}"))).ToBytes();

    [Fact]
    public Task T14_The_129th_subscription_gets_106() => neighbourhood.WhileAsync(async () =>
    {
        await using var client = await BareClient.ConnectAsync(neighbourhood.Server.Hub, token: Attacker.Token(Attacker.NewName(), "*"));
        for (var n = 1; n <= 128; n++) await client.SubscribeAsync($"many-{n}");

        Assert.Contains("106: ", (await Assert.ThrowsAsync<HubException>(() => client.SubscribeAsync("many-129"))).Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task T14_Who_subscribes_and_unsubscribes_without_end_is_refused_with_108_and_closed_with_3013() => neighbourhood.WhileAsync(async () =>
    {
        using var hub = await RawHub.OpenAsync(neighbourhood.Server, Attacker.Token(Attacker.NewName(), "*"));
        for (var i = 0; i < 20; i++) await hub.Socket.TrySendAsync(BackAndForth);

        Assert.Equal(3013, await hub.GoodbyeAsync());
        Assert.Contains("\"error\":\"108: limit reached, retry after ", hub.Read, StringComparison.Ordinal);
    });

    [Fact]
    public async Task T14_The_topics_of_one_user_are_bounded_and_those_that_are_not_used_go_away()
    {
        await using var crowded = await Neighbourhood.StartAsync(("Topics:MaxTopics", $"{MostTopics}"), ("Topics:UnusedExpiry", "00:00:01"), ("Topics:SweepInterval", "00:00:00.200"), ("ServerStats:Enabled", "false"));
        crowded.Allows(1001);
        await crowded.WhileAsync(async () =>
        {
            var user = Attacker.NewName();
            var clients = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => BareClient.ConnectAsync(crowded.Server.Hub, token: Attacker.Token(user, "*"))));
            var errors = await Task.WhenAll(clients.Select((client, c) => SubscribeToManyAsync(client, $"{user}-{c}")));

            Assert.All(errors.SelectMany(texts => texts), text => Assert.Contains("113: ", text, StringComparison.Ordinal));
            Assert.NotEmpty(errors.SelectMany(texts => texts));
            foreach (var client in clients) await client.DisposeAsync();
        });

        await crowded.WhileAsync(() => WaitUntilOnlyNeighboursAreLeftAsync(crowded.Server));
    }

    [Fact]
    public Task T14_Who_publishes_to_ever_new_topics_gets_429() => neighbourhood.WhileAsync(async () =>
    {
        using var http = Attacker.Http(neighbourhood.Server.Address);
        http.DefaultRequestHeaders.Authorization = new("Bearer", Attacker.Token(Attacker.NewName(), new { topic = "*", rights = new[] { "publish" } }));
        var published = 0;
        while (true)
        {
            using var answer = await http.PostAsJsonAsync(new Uri($"v1/topics/{Attacker.NewName()}/events", UriKind.Relative), 1);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) break;
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.InRange(++published, 1, 1_000);
        }
    });

    private static async Task<List<string>> SubscribeToManyAsync(BareClient client, string prefix)
    {
        List<string> errors = [];
        for (var n = 0; n < 100; n++)
        {
            try
            {
                await client.SubscribeAsync($"{prefix}-{n}");
            }
            catch (HubException e)
            {
                errors.Add(e.Message);
            }
        }

        return errors;
    }

    private static async Task WaitUntilOnlyNeighboursAreLeftAsync(TestServer server)
    {
        using var http = Attacker.Http(server.Address);
        http.DefaultRequestHeaders.Add("X-API-Key", Neighbourhood.Key);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await looks.WaitForNextTickAsync(Patience.Token))
        {
            var page = await http.GetFromJsonAsync<JsonElement>(new Uri("v1/topics?limit=1000", UriKind.Relative));
            if (page.GetProperty("topics").EnumerateArray().All(topic => topic.GetProperty("topic").GetString()!.StartsWith("neighbours-", StringComparison.Ordinal))) return;
        }
    }
}
