using System.Text;
using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Tests.Wires;

/// <summary>A real server with a fleet, and a publisher that counts.</summary>
internal sealed class RealtimeHubRun : IAsyncDisposable
{
    private const int Bytes = 64;
    private readonly long[] _sequences;

    private RealtimeHubRun(TestServer server, TcpProxy proxy, LoadPlan plan)
    {
        (Server, Proxy, Fleet) = (server, proxy, new EngineFleet(plan));
        _sequences = new long[plan.Topics];
    }

    public TestServer Server { get; }

    /// <summary>Stands between the two.</summary>
    public TcpProxy Proxy { get; }

    public EngineFleet Fleet { get; }

    public static async Task<RealtimeHubRun> StartAsync(string dialect, int topics = 1, params (string, string)[] settings)
    {
        var server = await TestServer.StartAsync(settings);
        var proxy = new TcpProxy(server.Address);
        return new RealtimeHubRun(server, proxy, TestPlans.Of(proxy.Hub, dialect) with { Topics = topics });
    }

    /// <summary>Publishes so many events to each topic.</summary>
    public async Task PublishAsync(int events)
    {
        for (var i = 0; i < events; i++)
        {
            for (var topic = 0; topic < _sequences.Length; topic++)
            {
                var data = Marks.WriteJson(new EventMark(topic, ++_sequences[topic], System.Diagnostics.Stopwatch.GetTimestamp()), Bytes);
                using var answer = await Server.PostAsync($"/v1/topics/load-{topic}/events", Encoding.ASCII.GetString(data));
                answer.EnsureSuccessStatusCode();
            }
        }
    }

    /// <summary>Publishes what is no event of the run.</summary>
    public async Task PublishForeignAsync()
    {
        using var answer = await Server.PostAsync($"/v1/topics/load-0/events", "\"somebody else's\"");
        answer.EnsureSuccessStatusCode();
    }

    public Task<FleetResult> FinishAsync() => Fleet.FinishAsync(_sequences, Patience.Token);

    public async ValueTask DisposeAsync()
    {
        await Fleet.DisposeAsync();
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
    }
}
