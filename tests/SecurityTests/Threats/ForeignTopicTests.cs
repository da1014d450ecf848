using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using SecurityTests.Support;
using Xunit;

namespace SecurityTests.Threats;

/// <summary>Users with a good token, who want what is not theirs.</summary>
public sealed partial class ForeignTopicTests(Neighbourhood neighbourhood)
{
    /// <summary>Topics with events in them, topics that nobody has ever used, and the server's own.</summary>
    private static readonly string[] Foreign = ["neighbours-0", "neighbours-9", "nobody-was-here", "closed:nobody-was-here", "nowhere:at-all", "$server:stats", "$nobody"];

    private readonly TestServer _server = neighbourhood.Server;

    [Fact]
    public Task T12_Whatever_is_asked_of_a_foreign_topic_is_refused_with_103_and_nothing_comes() => neighbourhood.WhileAsync(async () =>
    {
        await using var client = await ConnectAsync("mine-*");
        await client.SubscribeAsync("mine-1");
        var head = await _server.PublishAsync("neighbours-of-nobody", 1);
        foreach (var topic in Foreign)
        {
            await RefusesAsync(() => client.SubscribeAsync(topic));
            await RefusesAsync(() => client.SubscribeAsync(topic, tail: 10));
            await RefusesAsync(() => client.SubscribeAsync(topic, new StreamPosition(head.Epoch, 0)));
            await RefusesAsync(() => client.HistoryAsync(topic));
            await RefusesAsync(() => client.PublishAsync(topic, "forged"));
        }

        await _server.PublishAsync("mine-1", "marker");
        Assert.Equal("mine-1", (await client.NextEventAsync()).Topic);
        Assert.True(client.HasNothingMore);
    });

    [Fact]
    public Task T12_Whether_a_topic_exists_cannot_be_seen_from_the_refusal() => neighbourhood.WhileAsync(async () =>
    {
        await using var client = await ConnectAsync("mine-*");
        using var http = Attacker.Http(_server.Address);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Attacker.Token(Attacker.NewName(), "mine-*"));
        foreach (var call in new Func<string, Task<string>>[]
        {
            topic => RefusesAsync(() => client.SubscribeAsync(topic)), topic => RefusesAsync(() => client.HistoryAsync(topic)), topic => RefusesAsync(() => client.PublishAsync(topic, 1)),
            topic => AskAsync(http, HttpMethod.Get, topic), topic => AskAsync(http, HttpMethod.Post, topic),
        })
        {
            Assert.Equal(await call("neighbours-0"), await call("neighbours-X"));
        }
    });

    [Fact]
    public Task T12_A_right_that_was_taken_away_is_gone_also_for_who_knows_the_position() => neighbourhood.WhileAsync(async () =>
    {
        var (user, topic) = (Attacker.NewName(), Attacker.NewName());
        await using var client = await BareClient.ConnectAsync(_server.Hub, token: Attacker.Token(user, topic));
        var position = await client.SubscribeAsync(topic);
        await client.Connection.InvokeAsync<long>("Refresh", Attacker.Token(user, "mine-*"));
        Assert.Equal(new Received.Ended(topic, 103), await client.NextAsync());
        await _server.PublishAsync(topic, "secret");

        await RefusesAsync(() => client.SubscribeAsync(topic, new StreamPosition(position.Epoch, position.Offset)));
        await RefusesAsync(() => client.HistoryAsync(topic, new HistoryRequest { Since = new StreamPosition(position.Epoch, position.Offset) }));
        Assert.True(client.HasNothingMore);
    });

    private Task<BareClient> ConnectAsync(params object[] topics) => BareClient.ConnectAsync(_server.Hub, token: Attacker.Token(Attacker.NewName(), topics));

    /// <returns>The refusal, without the topic that was named.</returns>
    private static async Task<string> RefusesAsync(Func<Task> call)
    {
        var message = (await Assert.ThrowsAsync<HubException>(call)).Message;
        Assert.Contains("103: ", message, StringComparison.Ordinal);
        return WithoutName(message);
    }

    private static async Task<string> AskAsync(HttpClient http, HttpMethod method, string topic)
    {
        using var request = new HttpRequestMessage(method, new Uri($"v1/topics/{topic}/events", UriKind.Relative));
        if (method == HttpMethod.Post) request.Content = JsonContent.Create(1);
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        return WithoutName(await answer.Content.ReadAsStringAsync());
    }

    private static string WithoutName(string text) => Differences().Replace(text, "it");

    /// <summary>The name of the topic, and the number of the request.</summary>
    [GeneratedRegex("neighbours-.|\"traceId\":\"[^\"]*\"")]
    private static partial Regex Differences();
}
