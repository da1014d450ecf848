using System.Diagnostics;
using System.Text;
using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Tests.Wires;

namespace RealtimeHub.Load.Tests.Fleets;

/// <summary>Several processes are one fleet.</summary>
public sealed class WorkerFleetTests
{
    [Fact]
    public async Task Workers_share_the_connections_and_their_results_are_one()
    {
        await using var server = await TestServer.StartAsync();
        var plan = TestPlans.Of(server.Hub, "realtimehub-json") with { Workers = 2, Topics = 2 };
        await using var fleet = await WorkerFleet.StartAsync(plan, Patience.Token);
        var connected = await fleet.ConnectAsync(9, Patience.Token);
        fleet.MeasureFrom(Stopwatch.GetTimestamp());

        await PublishAsync(server, topic: 0, first: 1, count: 50);
        var again = await fleet.ReconnectAsync(9, Patience.Token);
        await PublishAsync(server, topic: 0, first: 51, count: 50);
        await fleet.ReceivesAsync(500);
        var result = await fleet.FinishAsync([100, 0], Patience.Token);

        Assert.Equal(9, connected.Latency.TotalCount);
        Assert.Equal(9, again.Recovered);
        Assert.Equal(new FleetResult(), result);
        Assert.Equal(9, fleet.Totals.Live);
        Assert.Equal(500, Enumerable.Range(0, plan.Seconds).Sum(second => fleet.Second(second).TotalCount));
    }

    [Fact]
    public async Task A_worker_that_dies_fails_the_run()
    {
        await using var server = await TestServer.StartAsync();
        await using var fleet = await WorkerFleet.StartAsync(TestPlans.Of(server.Hub, "realtimehub-json") with { Workers = 2 }, Patience.Token);
        await fleet.ConnectAsync(2, Patience.Token);

        using (var worker = Process.GetProcessById(fleet.ProcessIds[0])) worker.Kill();

        var failure = await Assert.ThrowsAsync<LoadException>(() => fleet.FinishAsync([0], Patience.Token));
        Assert.StartsWith("a worker ended with code 137", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_worker_cannot_do_fails_with_its_reason()
    {
        var plan = TestPlans.Of(new Uri("ws://127.0.0.1:1/"), "gibberish") with { Workers = 1 };

        var failure = await Assert.ThrowsAsync<LoadException>(() => WorkerFleet.StartAsync(plan, Patience.Token));

        Assert.StartsWith("there is no dialect", failure.Message, StringComparison.Ordinal);
    }

    private static async Task PublishAsync(TestServer server, int topic, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            var data = Marks.WriteJson(new EventMark(topic, i, Stopwatch.GetTimestamp()), 64);
            using var answer = await server.PostAsync($"/v1/topics/load-{topic}/events", Encoding.ASCII.GetString(data));
            answer.EnsureSuccessStatusCode();
        }
    }
}
