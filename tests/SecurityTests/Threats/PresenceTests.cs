using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Contracts;
using RealtimeHub.Presence;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>Crowds, those that come and go, and those that have much to tell.</summary>
public sealed class PresenceTests(PresenceTests.Crowd crowd) : IClassFixture<PresenceTests.Crowd>
{
    private const int Members = 10_000;
    private const string Large = "crowd:large";
    private const string Storm = "crowd:storm";
    private const string Told = "\"target\":\"presence\"";

    // As in the configuration: Limits:Connection:Presence.
    private const int Burst = 10;
    private const int Rate = 2;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly TestServer _server = crowd.Neighbourhood.Server;

    [Fact]
    public Task T38_A_topic_with_10000_members_is_asked_a_hundred_times_a_second_and_answers_with_their_number() => crowd.WhileAsync(async () =>
    {
        var hubs = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => OpenAsync()));
        await Task.WhenAll(hubs.Select(hub => hub.SendAsync(Enumerable.Range(0, Burst).Select(n => Ask($"{n}")))));
        foreach (var hub in hubs)
        {
            Assert.True(await hub.AnswersAsync());
            Assert.Equal(Burst, Count(hub, $"\"result\":{{\"topic\":\"{Large}\",\"count\":{Members},\"users\":{Members}}}"));
            hub.Dispose();
        }

        using var http = Attacker.Http(_server.Address);
        http.DefaultRequestHeaders.Authorization = new("Bearer", NewToken());
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal($"{{\"topic\":\"{Large}\",\"count\":{Members},\"users\":{Members}}}", await http.GetStringAsync(new Uri($"v1/topics/{Large}/presence", UriKind.Relative)));
        }
    });

    [Fact]
    public Task T38_Who_asks_without_end_gets_108() => crowd.WhileAsync(async () =>
    {
        using var greedy = await OpenAsync();
        var started = TimeProvider.System.GetTimestamp();
        await greedy.SendAsync(Enumerable.Range(0, 5 * Burst).Select(n => Ask($"{n}")));
        Assert.True(await greedy.AnswersAsync());
        Assert.InRange(Count(greedy, "\"result\":{\"topic\""), 1, Burst + (int)(TimeProvider.System.GetElapsedTime(started).TotalSeconds * Rate) + 1);
        Assert.Contains("\"error\":\"108: limit reached, retry after ", greedy.Read, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(Storm)]
    [InlineData(Large)]
    public Task T38_A_storm_that_comes_and_goes_is_told_once_in_an_interval(string topic) => crowd.WhileAsync(async () =>
    {
        using var watcher = await OpenAsync();
        var started = TimeProvider.System.GetTimestamp();
        await watcher.SendAsync(RawHub.Call("w", HubNames.Subscribe, $"{{\"topic\":\"{topic}\"}}"));
        var hubs = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => OpenAsync()));
        await Task.WhenAll(hubs.Select(hub => hub.SendAsync(Enumerable.Range(0, 40).SelectMany(n => ComeAndGo(topic, n)))));
        foreach (var hub in hubs)
        {
            Assert.True(await hub.AnswersAsync());
            Assert.DoesNotContain("\"error\"", hub.Read, StringComparison.Ordinal);
            hub.Dispose();
        }

        Assert.True(await watcher.ReadToAsync(Told));
        Assert.True(await watcher.AnswersAsync());

        // What the others knew when it came, and then one for each interval.
        Assert.InRange(Count(watcher, Told), 1, (int)(TimeProvider.System.GetElapsedTime(started) / Interval) + 2);
        if (topic == Large) Assert.DoesNotContain("members", watcher.Read, StringComparison.Ordinal);
    });

    [Fact]
    public Task T38_What_a_token_tells_others_has_1_KiB_at_most_and_harms_nobody() => crowd.WhileAsync(async () =>
    {
        foreach (var info in new[] { Text(1_100), Text(5_000), new string('[', 40) + new string(']', 40), "{\"name\":\"\\ud800\"}" })
        {
            Assert.Equal((int)HttpStatusCode.Unauthorized, await ConnectAsync(info));
        }

        Assert.Equal((int)HttpStatusCode.RequestHeaderFieldsTooLarge, await ConnectAsync(Text(100_000)));

        // What looks like a message, or like the end of one, is shown as it is.
        using var hub = await OpenAsync("{\"x\":\"\\u001e]}{\\\"type\\\":7}\"}");
        await hub.SendAsync(RawHub.Call("s", HubNames.Subscribe, "{\"topic\":\"crowd:odd\"}"), RawHub.Call("p", HubNames.Presence, "\"crowd:odd\""));
        Assert.True(await hub.ReadToAsync("\"info\":{\"x\":\"\\u001e]}{\\\"type\\\":7}\"}}]}"));
        Assert.True(await hub.AnswersAsync());
    });

    private Task<RawHub> OpenAsync(string? info = null) => RawHub.OpenAsync(_server, NewToken(info));

    private Task<int> ConnectAsync(string info) => RawConnection.AskAsync(_server.Address, RawConnection.Upgrade(_server.Address, $"Authorization: Bearer {NewToken(info)}"));

    private static string NewToken(string? info = null) =>
        RawToken.Make(RawToken.Header(), RawToken.Payload(("topics", "[{\"topic\":\"*\",\"rights\":[\"subscribe\",\"presence\"]}]"), ("info", info)));

    private static string Text(int length) => $"\"{new string('i', length)}\"";

    private static string Ask(string id) => RawHub.Call(id, HubNames.Presence, $"\"{Large}\"");

    private static IEnumerable<string> ComeAndGo(string topic, int n) =>
        [RawHub.Call($"s{n}", HubNames.Subscribe, $"{{\"topic\":\"{topic}\"}}"), RawHub.Call($"u{n}", HubNames.Unsubscribe, $"\"{topic}\"")];

    private static int Count(RawHub hub, string text) => hub.Read.Split(text).Length - 1;

    /// <summary>A neighbourhood of its own, with a topic that ten thousand members of another node follow.</summary>
    public sealed class Crowd : IAsyncLifetime
    {
        public Neighbourhood Neighbourhood { get; private set; } = null!;

        public Task WhileAsync(Func<Task> attack) => Neighbourhood.WhileAsync(attack);

        public async ValueTask InitializeAsync()
        {
            Neighbourhood = await Neighbourhood.StartAsync(
                ("Namespaces:crowd:Presence:Enabled", "true"), ("Namespaces:crowd:Presence:Events", "true"), ("Namespaces:crowd:Presence:Interval", $"{Interval}"));
            var members = Enumerable.Range(0, Members).Select(n => new Member($"member-{n}", $"user-{n}", Text(1_000))).ToList();
            Neighbourhood.Server.Services.GetRequiredService<PresenceService>().Replace(TopicName.Parse(Large), "elsewhere", members);
        }

        public ValueTask DisposeAsync() => Neighbourhood.DisposeAsync();
    }
}
