using RealtimeHub.Server.Sources.HostMetrics.Proc;

namespace RealtimeHub.Server.Tests.HostMetrics;

public sealed class ProcStatTests
{
    [Fact]
    public void Tells_busy_from_idle_and_does_not_count_guests_twice()
    {
        var counters = ProcStat.Parse("cpu  100 20 30 4000 500 6 7 8 90 1\ncpu0 100 20 30 4000 500 6 7 8 90 1\nintr 1 2\n"u8);

        Assert.Equal(new CpuTimes(Busy: 171, Idle: 4_500), counters.Total);
    }

    [Fact]
    public void Keeps_the_numbers_of_cores_when_one_is_switched_off()
    {
        var counters = ProcStat.Parse("cpu  3 0 0 3 0 0 0 0\ncpu10 1 0 0 1 0 0 0 0\ncpu2 2 0 0 2 0 0 0 0\n"u8);

        Assert.Equal([2, 10], counters.Cores.Keys);
        Assert.Equal(new CpuTimes(2, 2), counters.Cores[2]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("intr 1 2 3")]
    [InlineData("cpu  1 2 3 4 5 6 7 8\ncpu0 1 2 x 4 5 6 7 8")]
    [InlineData("cpu  1 2 3 4\ncpu0 1 2 3 4")]
    public void Refuses_what_is_not_a_stat_file(string text) =>
        Assert.Throws<FormatException>(() => ProcStat.Parse(System.Text.Encoding.UTF8.GetBytes(text)));
}
