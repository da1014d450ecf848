using System.Diagnostics;
using RealtimeHub.Load.Checks;
using RealtimeHub.Load.Targets;

namespace RealtimeHub.Load.Tests.Checks;

public sealed class CheckPublisherTests
{
    [Fact]
    public async Task A_server_that_has_gone_ends_the_check_with_a_reason()
    {
        using var publisher = new CheckPublisher(new Uri($"http://127.0.0.1:{FreePort.Find()}/v1/topics/load-0/events"), new EngineCheckPlan());

        var failure = await Assert.ThrowsAsync<LoadException>(() => publisher.RunAsync(Stopwatch.GetTimestamp(), Patience.Token));

        Assert.StartsWith("the smallest server does not take events: ", failure.Message, StringComparison.Ordinal);
    }
}
