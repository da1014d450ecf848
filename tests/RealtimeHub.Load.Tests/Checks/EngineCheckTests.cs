using RealtimeHub.Load.Checks;
using RealtimeHub.Load.CommandLine;

namespace RealtimeHub.Load.Tests.Checks;

/// <summary>The check runs, in small; whether it passes in full is for a machine that does nothing else.</summary>
public sealed class EngineCheckTests
{
    [Theory]
    [InlineData("x")]
    [InlineData("0")]
    [InlineData("601")]
    public async Task What_is_no_length_of_a_check_is_wrong_usage(string length) =>
        await Assert.ThrowsAsync<UsageException>(() => EngineCheck.RunAsync([length], TextWriter.Null, Patience.Token));

    [Fact]
    public async Task Engine_and_witness_see_all_that_the_smallest_server_sends()
    {
        var plan = new EngineCheckPlan { Connections = 60, Witnesses = 6, Rate = 100, EventsPerFrame = 2, Warmup = 0, Seconds = 1, MaxLate = TimeSpan.FromMinutes(1) };

        var result = await new EngineCheck(plan).ExecuteAsync(Patience.Token);

        Assert.True(result.Faultless, result.ToString());
        Assert.Equal((60 * 200, 6 * 200), (result.Counted, result.Witness.Count));
        Assert.InRange(result.P50, 1, result.P99);
    }
}
