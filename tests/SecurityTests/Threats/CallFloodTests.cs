using System.Net;
using RealtimeHub.Contracts;
using RealtimeHub.Transport.Tests.Support;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>One user who asks for far too much.</summary>
public sealed class CallFloodTests(Neighbourhood neighbourhood)
{
    private const int TooManyRequests = 3013;
    private const int PackedCalls = 500;
    private const int Reconnects = 25;

    // As in the configuration: Limits:Connection and Limits:User.
    private const int BurstOfConnection = 50;
    private const int RateOfConnection = 20;
    private const int BurstOfUser = 1_000;
    private const int RateOfUser = 100;
    private const int ConnectionsOfUser = 20;

    private static readonly byte[] Frame = ClientFrame.Text(string.Concat(Enumerable.Range(0, PackedCalls).Select(n => RawHub.Call($"{n}", HubNames.Time) + "\u001e"))).ToBytes();

    [Fact]
    public Task T25_Each_of_the_calls_packed_into_one_frame_counts_and_who_goes_on_is_closed_with_3013() => neighbourhood.WhileAsync(async () =>
    {
        using var hub = await OpenAsync(Attacker.NewName());
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 20; i++) await hub.Socket.TrySendAsync(Frame);

        Assert.Equal(TooManyRequests, await hub.GoodbyeAsync());
        Assert.Contains("\"error\":\"108: limit reached, retry after ", hub.Read, StringComparison.Ordinal);
        Assert.InRange(Answered(hub), 1, BurstOfConnection + Refilled(started, RateOfConnection));
    });

    [Fact]
    public Task T26_Coming_back_fills_no_bucket_of_the_user() => neighbourhood.WhileAsync(async () =>
    {
        var (user, answered, started) = (Attacker.NewName(), 0, TimeProvider.System.GetTimestamp());
        for (var i = 0; i < Reconnects; i++)
        {
            using var hub = await OpenAsync(user);
            await hub.Socket.TrySendAsync(Frame);
            Assert.Equal(TooManyRequests, await hub.GoodbyeAsync());
            answered += Answered(hub);
        }

        Assert.InRange(answered, BurstOfConnection, BurstOfUser + Refilled(started, RateOfUser));
    });

    [Fact]
    public Task T26_A_user_has_only_so_many_connections() => neighbourhood.WhileAsync(async () =>
    {
        var user = Attacker.NewName();
        var hubs = new List<RawHub>();
        for (var i = 0; i < ConnectionsOfUser; i++) hubs.Add(await OpenAsync(user));
        var more = RawConnection.Upgrade(neighbourhood.Server.Address, $"Authorization: Bearer {Attacker.Token(user)}");
        for (var i = 0; i < 5; i++) Assert.Equal((int)HttpStatusCode.TooManyRequests, await RawConnection.AskAsync(neighbourhood.Server.Address, more));
        hubs.ForEach(hub => hub.Dispose());
    });

    [Fact]
    public Task T26_Requests_and_messages_of_one_user_are_counted_together() => neighbourhood.WhileAsync(async () =>
    {
        var (user, started) = (Attacker.NewName(), TimeProvider.System.GetTimestamp());
        using var http = Attacker.Http(neighbourhood.Server.Address);
        http.DefaultRequestHeaders.Authorization = new("Bearer", Attacker.Token(user, "news"));
        using var hub = await OpenAsync(user);
        await hub.SendAsync(Enumerable.Range(0, BurstOfConnection).Select(n => RawHub.Call($"{n}", HubNames.Time)));
        Assert.True(await hub.AnswersAsync());
        var answered = Answered(hub);

        var status = HttpStatusCode.OK;
        for (var i = 0; status == HttpStatusCode.OK && i < 2 * BurstOfUser; i++)
        {
            using var answer = await http.GetAsync(new Uri("v1/topics/news/events", UriKind.Relative), Patience.Token);
            status = answer.StatusCode;
            if (status == HttpStatusCode.OK) answered++;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.InRange(answered, BurstOfConnection, BurstOfUser + Refilled(started, RateOfUser));
    });

    private Task<RawHub> OpenAsync(string user) => RawHub.OpenAsync(neighbourhood.Server, Attacker.Token(user, "news"));

    /// <summary>How many calls were carried out.</summary>
    private static int Answered(RawHub hub) => hub.Read.Split("\"result\":").Length - 1;

    /// <summary>What a limit has let in since, with one more for the part that was counted as a whole.</summary>
    private static int Refilled(long since, int rate) => (int)(TimeProvider.System.GetElapsedTime(since).TotalSeconds * rate) + 1;
}
