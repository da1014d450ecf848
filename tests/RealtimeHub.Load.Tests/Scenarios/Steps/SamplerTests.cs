using System.Diagnostics;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Scenarios.Steps;
using RealtimeHub.Load.Tests.Wires;

namespace RealtimeHub.Load.Tests.Scenarios.Steps;

public sealed class SamplerTests
{
    [Fact]
    public async Task Each_second_tells_the_faults_that_are_known_by_then()
    {
        await using var server = new WireServer();
        var progress = new SpokenProgress();
        await using var run = await Run.OpenAsync(TestPlans.WebSocket(server, Scenario.Broadcast) with { Connections = 1 }, progress, Patience.Token);
        var connecting = run.Fleet.ConnectAsync(1, Patience.Token);
        var peer = await server.UpgradedAsync();
        await connecting;

        // One is lost, and one comes again; another is missing because it was refused.
        foreach (var sequence in new[] { 1, 4, 4 }) await peer.SendAsync(ServerFrames.Event(sequence));
        await run.Fleet.ReceivesAsync(3);
        run.Publication.Numbers.Skip(0);

        var secondAgo = Stopwatch.GetTimestamp() - Stopwatch.Frequency;
        var sampler = new Sampler(run);
        sampler.Begin(secondAgo);
        await sampler.RunAsync(secondAgo, warmup: 0, seconds: 1, Patience.Token);

        Assert.Equal(2, Assert.Single(progress.Seconds).Faults);
    }
}
