using System.Globalization;
using RealtimeHub.Server.Sources.Replay;

namespace RealtimeHub.Server.Tests.Replay;

public sealed class ReplayTimeTests
{
    [Theory]
    [InlineData("2011-03-13T02:23:34.520Z", "2011-03-13T02:23:34.520Z")]
    [InlineData("2011-03-13T02:23:34+02:00", "2011-03-13T00:23:34Z")]
    [InlineData("2011-03-13T02:23:34", "2011-03-13T02:23:34Z")]
    [InlineData("2017-12-29", "2017-12-29T00:00:00Z")]
    [InlineData("2017-12-29 08:15:01", "2017-12-29T08:15:01Z")]
    [InlineData("01/02/1965", "1965-01-02T00:00:00Z")]
    [InlineData("1/2/1965 3:04:05 PM", "1965-01-02T15:04:05Z")]
    [InlineData("1300000000", "2011-03-13T07:06:40Z")]
    [InlineData("1300000000.5", "2011-03-13T07:06:40.500Z")]
    [InlineData("1300000000000", "2011-03-13T07:06:40Z")]
    public void Reads_the_common_ways_to_write_a_time(string text, string expected)
    {
        Assert.True(new ReplayTime(null).TryRead(text, out var time));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("13/13/2020")]
    [InlineData("1e300")]
    [InlineData("99999999999999999999")]
    public void Refuses_everything_else(string text) => Assert.False(new ReplayTime(null).TryRead(text, out _));

    [Fact]
    public void Reads_only_the_format_that_is_asked_for()
    {
        var time = new ReplayTime("dd.MM.yyyy HH:mm");

        Assert.True(time.TryRead("02.01.1965 10:30", out var read));
        Assert.Equal(new DateTimeOffset(1965, 1, 2, 10, 30, 0, TimeSpan.Zero), read);
        Assert.False(time.TryRead("2017-12-29", out _));
    }
}
