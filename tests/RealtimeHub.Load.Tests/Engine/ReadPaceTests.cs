using System.Diagnostics;
using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Tests.Engine;

public sealed class ReadPaceTests
{
    [Fact]
    public void Bytes_become_readable_as_time_passes()
    {
        var pace = new ReadPace(1_000, start: 0);

        Assert.Equal(0, pace.Permitted(0));
        Assert.Equal(100, pace.Permitted(Stopwatch.Frequency / 10));
        pace.HasRead(60);
        Assert.Equal(40, pace.Permitted(Stopwatch.Frequency / 10));
    }

    [Fact]
    public void No_more_is_saved_than_a_second_is_worth() => Assert.Equal(1_000, new ReadPace(1_000, start: 0).Permitted(60 * Stopwatch.Frequency));

    [Fact]
    public void One_that_never_reads_may_never_read() => Assert.Equal(0, new ReadPace(0, start: 0).Permitted(60 * Stopwatch.Frequency));
}
