using System.Net;
using System.Net.Sockets;
using RealtimeHub.Contracts;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>More connections than there is room for, and connections with nobody at the other end. The room is small here, and patience short.</summary>
public sealed class CapacityTests(CapacityTests.SmallServer small) : IClassFixture<CapacityTests.SmallServer>
{
    private const int Bystanders = 100;
    private const int MostConnections = 250;
    private const int NoPing = 3012;
    private const int Slow = 5;

    private static readonly string Payload = new('x', 60_000);

    private readonly TestServer _server = small.Neighbourhood.Server;

    [Fact]
    public Task T27_Beyond_the_bound_of_the_node_there_is_503_with_a_time_and_afterwards_there_is_room_again() => small.WhileAsync(async () =>
    {
        var hubs = await FillAsync();
        for (var i = 0; i < 20; i++)
        {
            using var refused = await RawConnection.OpenAsync(_server.Address);
            await refused.SendAsync(RawConnection.Upgrade(_server.Address, $"Authorization: Bearer {NewToken()}"));
            var head = await refused.ReadHeadAsync();
            Assert.Equal((int)HttpStatusCode.ServiceUnavailable, RawConnection.StatusOf(head));
            Assert.Contains("Retry-After: ", head, StringComparison.OrdinalIgnoreCase);
        }

        foreach (var hub in hubs) hub.Dispose();
        await _server.Metrics.WaitForFallAsync("realtimehub.connections", Bystanders);
        using var again = await OpenAsync();
        Assert.True(await again.AnswersAsync());
    });

    [Fact]
    public Task T27_A_storm_of_connections_that_say_nothing_is_taken_and_let_go() => small.WhileAsync(async () =>
    {
        foreach (var _ in Enumerable.Range(0, 500))
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, _server.Address.Port);

            // With a reset: nothing stays behind in the kernel.
            socket.Close(timeout: 0);
        }

        using var hub = await OpenAsync();
        Assert.True(await hub.AnswersAsync());
    });

    [Theory]
    [InlineData("flood", "realtimehub.connections.cut")]
    [InlineData("strict:flood", "realtimehub.behind.outcomes")]
    public Task T29_Who_does_not_read_is_cut_or_told_3008_and_the_publisher_does_not_wait(string topic, string metric) => small.WhileAsync(async () =>
    {
        var ended = _server.Metrics[metric];
        var hubs = await Task.WhenAll(Enumerable.Range(0, Slow).Select(_ => OpenAsync(receiveBuffer: 4_096)));
        foreach (var hub in hubs)
        {
            await hub.SendAsync(RawHub.Call("s", "Subscribe", $"{{\"topic\":\"{topic}\"}}"));
            Assert.True(await hub.ReadToAsync("\"recovered\":"));
        }

        var head = new StreamPosition();
        for (var i = 0; i < 150; i++) head = await _server.PublishAsync(topic, Payload);
        await _server.Metrics.WaitForAsync(metric, ended + Slow);
        await _server.Metrics.WaitForFallAsync("realtimehub.connections", Bystanders);
        foreach (var hub in hubs) hub.Dispose();

        // Who comes back is told what became of his position: the newest events are there, the oldest are not.
        using var back = await OpenAsync();
        await back.SendAsync(
            RawHub.Call("old", "Subscribe", $"{{\"topic\":\"{topic}\",\"since\":{{\"epoch\":\"{head.Epoch}\",\"offset\":0}}}}"), RawHub.Call("u", "Unsubscribe", $"\"{topic}\""),
            RawHub.Call("new", "Subscribe", $"{{\"topic\":\"{topic}\",\"since\":{{\"epoch\":\"{head.Epoch}\",\"offset\":{head.Offset - 5}}}}}"));
        Assert.True(await back.ReadToAsync("\"recovered\":false,\"reason\":\"tooOld\""));
        Assert.True(await back.ReadToAsync("\"recovered\":true"));
    });

    [Fact]
    public Task T30_Clients_that_are_gone_without_a_word_are_found_and_let_go() => small.WhileAsync(async () =>
    {
        var silent = _server.Metrics["realtimehub.connections.silent"];
        var hubs = await FillAsync();
        await _server.Metrics.WaitForAsync("realtimehub.connections.silent", silent + hubs.Count);
        Assert.Equal(NoPing, await hubs[0].GoodbyeAsync());
        await _server.Metrics.WaitForFallAsync("realtimehub.connections", Bystanders);
        foreach (var hub in hubs) hub.Dispose();
    });

    /// <summary>Takes all the room there is, some at a time: to connect costs the client as much as the server.</summary>
    private async Task<List<RawHub>> FillAsync()
    {
        var hubs = new List<RawHub>();
        while (hubs.Count < MostConnections - Bystanders) hubs.AddRange(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => OpenAsync())));
        return hubs;
    }

    private Task<RawHub> OpenAsync(int? receiveBuffer = null) => RawHub.OpenAsync(_server, NewToken(), isBinary: false, receiveBuffer);

    private static string NewToken() => Attacker.Token(Attacker.NewName(), "*");

    /// <summary>A neighbourhood of its own.</summary>
    public sealed class SmallServer : IAsyncLifetime
    {
        private const int NodeIsFull = 1201;
        private const int WriteDidNotFinish = 1101;
        private const int TooSlow = 1104;

        public Neighbourhood Neighbourhood { get; private set; } = null!;

        public Task WhileAsync(Func<Task> attack) => Neighbourhood.WhileAsync(attack);

        public async ValueTask InitializeAsync()
        {
            Neighbourhood = await Neighbourhood.StartAsync(new NeighbourhoodPlan
            {
                KeepAlive = TimeSpan.FromMilliseconds(500),
                Settings =
                [
                    ("Connections:MaxConnections", $"{MostConnections}"), ("Connections:ClientTimeout", "00:00:05"), ("Connections:WriteTimeout", "00:00:03"),
                    ("Namespaces:strict:Behind:Policy", "Disconnect"), ("Namespaces:strict:Behind:MaxEvents", "20"),
                ],
            });
            foreach (var id in new[] { NodeIsFull, WriteDidNotFinish, TooSlow }) Neighbourhood.Allows(id);
        }

        public ValueTask DisposeAsync() => Neighbourhood.DisposeAsync();
    }
}
