using System.Net;
using System.Net.Http.Json;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using SecurityTests.Support;
using Xunit;

namespace SecurityTests.Threats;

/// <summary>Clients who were let in, and may not stay.</summary>
public sealed class EndOfTokenTests(Neighbourhood neighbourhood)
{
    private const int Clients = 5;

    /// <summary>30 seconds are forgiven, so that this one is good for two more.</summary>
    private const int JustGoodEnough = -28;

    private static readonly TimeSpan Left = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    /// <summary>A look at the clock of a machine that has other things to do.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private readonly TestServer _server = neighbourhood.Server;

    [Fact]
    public Task T11_When_its_token_ends_a_client_is_told_3005_and_misses_nothing_with_the_next_one() => neighbourhood.WhileAsync(async () =>
    {
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => OutliveAsync(Attacker.NewName())));

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, Left + Bound + Slack);
    });

    [Fact]
    public Task T11_A_user_who_is_revoked_is_told_3500_within_five_seconds_and_does_not_come_back() => neighbourhood.WhileAsync(async () =>
    {
        var user = Attacker.NewName();
        var token = Attacker.Token(user, "news");
        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => BareClient.ConnectAsync(_server.Hub, token: token)));
        var started = TimeProvider.System.GetTimestamp();
        await RevokeAsync(user);

        foreach (var client in clients)
        {
            var goodbye = Assert.IsType<Received.Goodbye>(await client.NextAsync());
            Assert.Equal((3500, false), (goodbye.Code, goodbye.Reconnect));
            await client.Closed;
            await client.DisposeAsync();
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, Bound);
        await Doors.AssertAllAnswerAsync(401, _server.Address, token);
    });

    private async Task OutliveAsync(string user)
    {
        var topic = $"of-{user}";
        await using var client = await BareClient.ConnectAsync(
            _server.Hub, token: RawToken.Make(RawToken.Header(), RawToken.Payload(("sub", $"\"{user}\""), ("exp", RawToken.InSeconds(JustGoodEnough)))));
        var position = await client.SubscribeAsync(topic);
        await _server.PublishAsync(topic, 1);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
        var goodbye = Assert.IsType<Received.Goodbye>(await client.NextAsync());
        Assert.Equal((3005, true), (goodbye.Code, goodbye.Reconnect));
        await client.Closed;
        await _server.PublishAsync(topic, 2);

        await using var again = await BareClient.ConnectAsync(_server.Hub, token: Attacker.Token(user, topic));
        Assert.True((await again.SubscribeAsync(topic, new StreamPosition(position.Epoch, 1))).Recovered);
        Assert.Equal(2, (await again.NextEventAsync()).Offset);
    }

    private async Task RevokeAsync(string user)
    {
        using var http = Attacker.Http(_server.Address);
        http.DefaultRequestHeaders.Add("X-API-Key", Neighbourhood.Key);
        using var answer = await http.PostAsJsonAsync(
            new Uri("v1/tokens/revocations", UriKind.Relative), new { user, issuedBefore = TimeProvider.System.GetUtcNow().AddSeconds(1).ToUnixTimeSeconds() });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains($"\"closed\":{Clients}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
