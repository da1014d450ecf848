using RealtimeHub.Server.Sources.Replay;

namespace RealtimeHub.Server.Tests.Replay;

public sealed class NdjsonReplayReaderTests
{
    [Fact]
    public async Task Lines_are_handed_on_as_they_are() =>
        Assert.Equal(
            ["""{"a": 1.50}""", "[1]", "\"x\""],
            await Reader().JsonAsync("\uFEFF{\"a\": 1.50}\r\n\n  [1]  \n\"x\""));

    [Fact]
    public async Task Key_and_time_come_from_their_properties()
    {
        var reader = Reader(options => (options.KeyColumn, options.TimeColumn) = ("id", "at"));

        var rows = (await reader.RowsAsync("""
            {"at":"2011-03-13T07:06:40Z","id":7}
            {"at":1300000000000,"id":"x"}
            {"at":1300000000}
            """)).Cast<ReplayRow.Event>().ToList();

        Assert.Equal(["7", "x", null], rows.Select(row => row.Key));
        Assert.All(rows, row => Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_300_000_000), row.Time));
    }

    [Fact]
    public async Task Lines_that_cannot_be_read_are_told_apart_from_the_others()
    {
        var rows = await Reader(options => (options.TimeColumn, options.MaxLength) = ("at", 40)).RowsAsync(
            "{\"at\":1}\n{\"at\":\n{\"b\":1}\n[]\n{\"at\":2,\"long\":\"" + new string('x', 200_000) + "\"}\n{\"at\":3}\n");

        Assert.Collection(
            rows.Problems(),
            one => Assert.True(one.Line == 2 && one.Reason.StartsWith("it is not JSON: ", StringComparison.Ordinal)),
            two => Assert.Equal((3, "it has no time in at"), two),
            three => Assert.Equal((4, "it has no time in at"), three),
            four => Assert.Equal((5, "it is longer than 40 bytes"), four));
        Assert.Equal([1, 3], rows.OfType<ReplayRow.Event>().Select(row => row.Time!.Value.Second));
    }

    [Fact]
    public async Task The_longest_line_that_is_allowed_is_read() =>
        Assert.Single(await Reader(options => options.MaxLength = 20).JsonAsync("\"" + new string('x', 18) + "\"\n\"" + new string('x', 19) + "\""));

    private static NdjsonReplayReader Reader(Action<ReplayOptions>? configure = null)
    {
        var options = new ReplayOptions();
        configure?.Invoke(options);
        return new NdjsonReplayReader(options);
    }
}
