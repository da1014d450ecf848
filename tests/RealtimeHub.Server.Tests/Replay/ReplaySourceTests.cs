using RealtimeHub.Server.Sources.Replay;
using RealtimeHub.Server.Tests.Support;

namespace RealtimeHub.Server.Tests.Replay;

public sealed class ReplaySourceTests : IDisposable
{
    private const int Unreadable = 1361;
    private const int ReachedEnd = 1362;

    private readonly TemporaryFolder _folder = new();
    private readonly WatchedClock _clock = new();
    private readonly RecordedLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replays_rows_to_the_topic_with_their_keys_and_then_waits()
    {
        _folder.Write("ticks.csv", "stock,price\nA,1\nB,2\n");
        await using var events = Start(new() { File = "ticks.csv", KeyColumn = "stock" });

        var first = await events.NextAsync();
        await _clock.PassNextWaitAsync();
        var second = await events.NextAsync();

        Assert.Equal(("demo:replay", "A", """{"stock":"A","price":1}"""), (first.Topic.Value, first.Key, first.Data.ToString()));
        Assert.Equal(("demo:replay", "B"), (second.Topic.Value, second.Key));
        Assert.Contains("replayed all 2 events", await _log.NextAsync(ReachedEnd), StringComparison.Ordinal);
        Assert.False(events.Run.IsCompleted);
    }

    [Fact]
    public async Task Without_a_time_column_the_rate_makes_the_pace()
    {
        _folder.Write("a.ndjson", "1\n2\n3\n");
        await using var events = Start(new() { File = "a.ndjson", Rate = 4 });

        Assert.Equal(TimeSpan.FromSeconds(0.25), await _clock.PassNextWaitAsync());
        Assert.Equal(TimeSpan.FromSeconds(0.25), await _clock.PassNextWaitAsync());
        Assert.Equal(["1", "2", "3"], await events.NextAsync(3));
    }

    [Fact]
    public async Task With_a_time_column_the_distance_of_times_makes_the_pace_up_to_the_longest_gap()
    {
        _folder.Write("a.csv", "at\n2020-01-01 00:00:00\n2020-01-01 00:00:30\n2020-01-01 00:00:20\n2020-01-01 00:00:20\n2021-01-01 00:00:00\n");
        await using var events = Start(new() { File = "a.csv", TimeColumn = "at", Speed = 10, MaxGap = TimeSpan.FromSeconds(7) });

        Assert.Equal(3, (await _clock.PassNextWaitAsync()).TotalSeconds);
        Assert.Equal(1, (await _clock.PassNextWaitAsync()).TotalSeconds);
        Assert.Equal(7, (await _clock.PassNextWaitAsync()).TotalSeconds);
        Assert.Equal(5, (await events.NextAsync(5)).Count);
    }

    [Fact]
    public async Task Lateness_does_not_add_up()
    {
        _folder.Write("a.ndjson", "1\n2\n3\n4\n");
        await using var events = Start(new() { File = "a.ndjson", Rate = 1 });

        await _clock.NextWaitAsync();
        _clock.Advance(TimeSpan.FromSeconds(2.4));

        Assert.Equal(0.6, (await _clock.PassNextWaitAsync()).TotalSeconds, tolerance: 0.001);
        Assert.Equal(["1", "2", "3", "4"], await events.NextAsync(4));
    }

    [Fact]
    public async Task A_loop_starts_again_after_a_pause()
    {
        _folder.Write("a.csv", "at\n2020-01-01 00:00:00\n2020-01-01 00:00:01\n");
        await using var events = Start(new() { File = "a.csv", TimeColumn = "at", Loop = true });

        var waits = new List<double>();
        for (var i = 0; i < 4; i++) waits.Add((await _clock.PassNextWaitAsync()).TotalSeconds);

        Assert.Equal([1, 5, 1, 5], waits);
        Assert.Equal(5, (await events.NextAsync(5)).Count);
    }

    [Fact]
    public async Task Bad_rows_are_counted_logged_once_and_skipped()
    {
        _folder.Write("a.ndjson", "1\nbad\nworse\n2\n");
        await using var events = Start(new() { File = "a.ndjson" });
        await _clock.PassNextWaitAsync();

        Assert.Equal(["1", "2"], await events.NextAsync(2));
        Assert.Contains("Rows skipped so far: 2.", await _log.NextAsync(ReachedEnd), StringComparison.Ordinal);
        Assert.Contains("skipped line 2 of", Assert.Single(_log.Of(Unreadable)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_named_with_its_option()
    {
        await using var events = Start(new() { File = "nowhere.csv" });

        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => events.Run);

        Assert.Equal($"RealtimeHub:Sources:Replay:0:File: there is no file '{Path.Combine(_folder.ContentRootPath, "nowhere.csv")}'.", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b\n")]
    [InlineData("a,b\n1\n")]
    public async Task A_file_without_rows_is_an_error_and_no_endless_loop(string text)
    {
        _folder.Write("a.csv", text);
        await using var events = Start(new() { File = "a.csv", Loop = true });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => events.Run);

        Assert.Contains("has no row that can be replayed", error.Message, StringComparison.Ordinal);
    }

    private WrittenEvents Start(ReplayOptions options)
    {
        options.Topic = "demo:replay";
        return new WrittenEvents(
            new ReplaySource("replay:0", "RealtimeHub:Sources:Replay:0", options, _folder, _clock, _log.For<ReplaySource>()));
    }
}
