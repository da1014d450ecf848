using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Tests;

public sealed class OptionReaderTests
{
    [Fact]
    public void Comparing_runs_both_servers_three_times()
    {
        var options = OptionReader.Read(["--compare", "--connections", "10000"]);
        Assert.Equal([ServerKind.RealtimeHub, ServerKind.SignalR], options.Servers);
        Assert.Equal((3, 10_000), (options.Repeat, options.Connections));
    }

    [Fact]
    public void A_single_server_runs_once() => Assert.Equal(1, OptionReader.Read(["--server", "signalr"]).Repeat);

    [Theory]
    [InlineData("--connections", "0")]
    [InlineData("--connections", "1000000")]
    [InlineData("--rate", "fast")]
    [InlineData("--rate", "NaN")]
    [InlineData("--seconds", "-1")]
    [InlineData("--server", "other")]
    [InlineData("--topics", "2000")]
    [InlineData("--conections", "5")]
    [InlineData("--seconds")]
    public void What_cannot_be_done_is_refused(params string[] args) => Assert.Throws<UsageException>(() => OptionReader.Read(args));
}
