using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Tests;

public sealed class SlowReadersOptionReaderTests
{
    [Fact]
    public void Without_options_fifty_of_five_thousand_never_read_and_fifty_read_a_kilobyte_a_second()
    {
        var options = SlowReadersOptionReader.Read([]);
        Assert.Equal((5_000, 50, 50, 1_024, 4_900), (options.Connections, options.SlowNever, options.SlowCount, options.SlowRate, options.Healthy));
        Assert.Equal([ServerKind.RealtimeHub], options.Servers);
    }

    [Fact]
    public void The_policy_and_the_settings_go_to_the_server_and_the_last_word_counts()
    {
        var options = SlowReadersOptionReader.Read(["--policy", "latest", "--set", "RealtimeHub:A:B=1", "--set", "RealtimeHub:A:B=2=3"]);
        Assert.Equal("Latest", options.ServerSettings["RealtimeHub:DefaultNamespace:Behind:Policy"]);
        Assert.Equal("2=3", options.ServerSettings["RealtimeHub:A:B"]);
    }

    [Theory]
    [InlineData("--policy", "Forgive")]
    [InlineData("--set", "RealtimeHub:A:B")]
    [InlineData("--set", "=1")]
    [InlineData("--bytes", "10")]
    [InlineData("--connections", "100")]
    [InlineData("--write-docs")]
    [InlineData("--slow-rate")]
    [InlineData("--topics", "2")]
    public void What_cannot_be_done_is_refused(params string[] args) => Assert.Throws<UsageException>(() => SlowReadersOptionReader.Read(args));
}
