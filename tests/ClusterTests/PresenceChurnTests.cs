using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit.Processes;
using RealtimeHub.TestKit.Raw;

namespace ClusterTests;

/// <summary>Members come and go all the time, in every way, and nodes die under them: whoever is counted is there, and whoever is there is counted.</summary>
public sealed class PresenceChurnTests : IAsyncLifetime
{
    private const int Nodes = 3;
    private const int Comers = 6;
    private const int Residents = 9;

    /// <summary>Where everybody is.</summary>
    private const string Square = "room:square";

    /// <summary>Every so many times somebody looks whether a comer is seen, and then is not seen any more.</summary>
    private const int LookEvery = 10;

    private static readonly int Cycles = Campaign.Size(240, whenLong: 200_000);
    private static readonly int Periods = Campaign.Size(1, whenLong: 10);
    // In a usual run other tests have the machine, too.
    private static readonly TimeSpan UntilSeen = TimeSpan.FromSeconds(Campaign.Size(15, whenLong: 2));
    private static readonly TimeSpan AfterLeave = TimeSpan.FromSeconds(Campaign.Size(15, whenLong: 5));
    private static readonly TimeSpan AfterCrash = TimeSpan.FromSeconds(35);

    private readonly HttpClient _http = new() { DefaultRequestHeaders = { { "X-API-Key", NodeProcess.Key } } };
    private readonly Lock _gate = new();
    private readonly WireProtocol _protocol = new("json");
    private RedisProcess _redis = null!;
    private TestCluster _cluster = null!;
    private long _cycles;
    private TimeSpan _slowestSeen;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisProcess.StartAsync();
        _cluster = await TestCluster.StartAsync(
            Enumerable.Repeat(_redis.Address, Nodes),
            [("Namespaces:room:Presence:Enabled", "true"), ("Namespaces:room:Permissions:Presence", "Anonymous"), .. TestCluster.QuickExpiry]);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _cluster.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Counts_are_exact_whoever_comes_and_goes()
    {
        var residents = new List<WireConnection>();
        for (var n = 0; n < Residents; n++) residents.Add(await JoinForLongAsync(n));
        using var end = new CancellationTokenSource();
        var living = LiveAsync(residents, end.Token);
        for (var period = 0; period < Periods; period++)
        {
            await Task.WhenAll(Enumerable.Range(0, Comers).Select(comer => Task.Run(() => ComeAndGoAsync(comer))));
            await CountsAsync(Square, Residents, AfterLeave);
            await LoseNodeAsync(period % Nodes, residents);
        }

        Campaign.TellResult($"{_cycles:N0} members came and went, and {Periods} nodes died: nobody was missed, nobody stayed; seen elsewhere after at most {_slowestSeen.TotalMilliseconds:N0} ms");
        await end.CancelAsync();
        await living;
        foreach (var resident in residents) resident.Reset();
    }

    /// <summary>Who says nothing for half a minute counts as gone.</summary>
    private static async Task LiveAsync(List<WireConnection> residents, CancellationToken end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(end)) await Task.WhenAll(residents.ToArray().Select(PingAsync));
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // All is over.
        }
    }

    private static async Task PingAsync(WireConnection resident)
    {
        try
        {
            await resident.SendAsync(PingMessage.Instance);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or System.Net.WebSockets.WebSocketException or InvalidOperationException or OperationCanceledException)
        {
            // Its node has just died; it comes back to it.
        }
    }

    /// <summary>In turn: a goodbye to the topic, a goodbye to the server, and none at all.</summary>
    private async Task ComeAndGoAsync(int comer)
    {
        var own = $"room:{comer}";
        var cycles = Cycles / Periods / Comers;
        for (var n = 0; n < cycles; n++)
        {
            var isWatched = n % LookEvery == 0;
            var connection = await JoinAsync(comer + n, isWatched ? [Square, own] : [Square]);
            if (isWatched) await IsSeenAsync(own, at: comer + n + 1);
            if (n % 3 == 0) await LeaveAsync(connection, isWatched ? [Square, own] : [Square]);
            if (n % 3 == 1) await connection.SendAsync(CloseMessage.Empty);
            connection.Reset();
            if (isWatched) await CountsAsync(own, 0, AfterLeave);
            var done = Interlocked.Increment(ref _cycles);
            if (done % (Cycles / 20) == 0) Campaign.TellProgress($"{done:N0} of {Cycles:N0} members came and went");
        }
    }

    /// <summary>The members of a node that dies are gone everywhere, and counted again when they come back.</summary>
    private async Task LoseNodeAsync(int dying, List<WireConnection> residents)
    {
        await _cluster.Nodes[dying].KillAsync();
        await CountsAsync(Square, Residents - (Residents / Nodes), AfterCrash, except: dying);
        await _cluster.Nodes[dying].StartAsync();
        for (var n = dying; n < Residents; n += Nodes)
        {
            residents[n].Reset();
            residents[n] = await JoinForLongAsync(n);
        }

        await CountsAsync(Square, Residents, AfterLeave);
    }

    /// <summary>For longer than anybody's patience, which would end the connection with it.</summary>
    private Task<WireConnection> JoinForLongAsync(int node) => JoinAsync(node, [Square], CancellationToken.None);

    private Task<WireConnection> JoinAsync(int node, params string[] topics) => JoinAsync(node, topics, Patience.Token);

    private async Task<WireConnection> JoinAsync(int node, string[] topics, CancellationToken stop)
    {
        var connection = await WireConnection.OpenAsync(_cluster.Nodes[node % Nodes].Hub, _protocol, stop);
        await CallAsync(connection, HubNames.Subscribe, 's', [.. topics.Select(topic => new { topic })]);
        return connection;
    }

    private static Task LeaveAsync(WireConnection connection, string[] topics) => CallAsync(connection, HubNames.Unsubscribe, 'u', topics);

    private static async Task CallAsync(WireConnection connection, string method, char name, object[] arguments)
    {
        for (var n = 0; n < arguments.Length; n++) await connection.SendAsync(new InvocationMessage($"{name}{n}", method, [arguments[n]]));
        for (var answers = 0; answers < arguments.Length;)
        {
            var messages = await connection.ReadAsync() ?? throw new InvalidOperationException("The connection has ended.");
            foreach (var answer in messages.OfType<CompletionMessage>())
            {
                Assert.Null(answer.Error);
                answers++;
            }
        }
    }

    private async Task IsSeenAsync(string topic, int at)
    {
        var time = await Poll.UntilAsync(async () => await CountAsync(at % Nodes, topic) == 1, UntilSeen, () => $"node {at % Nodes} does not see the member of {topic}");
        lock (_gate) _slowestSeen = time > _slowestSeen ? time : _slowestSeen;
    }

    private async Task CountsAsync(string topic, int count, TimeSpan within, int except = -1)
    {
        foreach (var node in Enumerable.Range(0, Nodes).Where(node => node != except))
        {
            var seen = -1;
            await Poll.UntilAsync(async () => (seen = await CountAsync(node, topic)) == count, within, () => $"node {node} counts {seen} and not {count} in {topic}");
        }
    }

    private async Task<int> CountAsync(int node, string topic) =>
        (await _http.GetFromJsonAsync<JsonElement>(new Uri(_cluster.Nodes[node].Address, $"v1/topics/{Uri.EscapeDataString(topic)}/presence"))).GetProperty("count").GetInt32();
}
