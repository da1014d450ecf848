using RealtimeHub.Connections;
using Xunit;

namespace RealtimeHub.Tests.Connections;

public sealed class OpenFilesTests
{
    [Theory]
    [InlineData("20000", 19_000)]
    [InlineData("1048576", 1_047_576)]
    [InlineData("1024", 922)]
    [InlineData("3", 3)]
    [InlineData("unlimited", 100_000)]
    public void Some_files_are_kept_free(string soft, int connections) =>
        Assert.Equal(connections, OpenFiles.BelowLimit($"""
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             95000                95000                processes
            Max open files            {soft}                1048576              files
            """));

    [Fact]
    public void Without_a_limit_that_can_be_read_there_is_a_default() => Assert.Equal(100_000, OpenFiles.BelowLimit(""));
}
