using Microsoft.Extensions.Options;
using RealtimeHub.Server.Sources.HostMetrics;
using RealtimeHub.Server.Tests.Support;

namespace RealtimeHub.Server.Tests.HostMetrics;

public sealed class HostMetricsSourceTests : IDisposable
{
    private readonly TemporaryFolder _proc = new();
    private readonly WatchedClock _clock = new();
    private readonly RecordedLog _log = new();

    public void Dispose() => _proc.Dispose();

    [Fact]
    public async Task Publishes_the_four_topics_every_interval()
    {
        WriteMachine(factor: 1);
        await using var events = Start();
        await _clock.NextWaitAsync();

        WriteMachine(factor: 3);
        _clock.Advance(TimeSpan.FromSeconds(2));

        var time = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(
            [
                $$"""{"time":{{time}},"total":10,"cores":[10],"load":[0.51,0.44,0.3]}""",
                $$"""{"time":{{time}},"totalBytes":3072,"usedBytes":2048,"availableBytes":1024,"cachedBytes":2048,"swapTotalBytes":0,"swapUsedBytes":0}""",
                $$"""{"time":{{time}},"receivedBytesPerSecond":1000,"sentBytesPerSecond":500,"interfaces":[{"name":"eth0","receivedBytesPerSecond":1000,"sentBytesPerSecond":500}]}""",
                $$"""{"time":{{time}},"readBytesPerSecond":512,"writtenBytesPerSecond":1024,"devices":[{"name":"sda","readBytesPerSecond":512,"writtenBytesPerSecond":1024}]}""",
            ],
            await events.NextAsync(4));
    }

    [Fact]
    public async Task Says_which_files_are_missing_and_publishes_the_rest()
    {
        WriteMachine(factor: 1);
        File.Delete(Path.Combine(_proc.ContentRootPath, "diskstats"));
        await using var events = Start();
        await _clock.NextWaitAsync();
        _clock.Advance(TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(2));

        string[] topics = [.. (await Task.WhenAll(events.NextAsync(), events.NextAsync(), events.NextAsync())).Select(e => e.Topic.Value)];

        Assert.Equal(["host:cpu", "host:memory", "host:network"], topics);
        Assert.Contains("diskstats", Assert.Single(_log.Of(1352)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idles_where_there_is_no_proc()
    {
        await using var events = Start();
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.False(events.Run.IsCompleted);
        Assert.Equal(0, events.Waiting);
        Assert.Single(_log.Of(1351));
    }

    [Fact]
    public async Task A_file_that_it_does_not_understand_is_named()
    {
        WriteMachine(factor: 1);
        var path = _proc.Write("meminfo", "MemTotal: many kB");
        await using var events = Start();

        var error = await Assert.ThrowsAsync<FormatException>(() => events.Run);

        Assert.Equal($"{path} is not as expected: 'many' is not a number.", error.Message);
    }

    private WrittenEvents Start()
    {
        var options = new HostMetricsOptions { ProcRoot = _proc.ContentRootPath, Interval = TimeSpan.FromSeconds(2) };
        return new WrittenEvents(new HostMetricsSource(Options.Create(options), _clock, _log.For<HostMetricsSource>()));
    }

    /// <summary>A machine whose counters all stand at <paramref name="factor"/> times the same; memory and load do not change.</summary>
    private void WriteMachine(int factor)
    {
        _proc.Write("stat", $"cpu  {10 * factor} 0 0 {90 * factor} 0 0 0 0 0 0\ncpu0 {10 * factor} 0 0 {90 * factor} 0 0 0 0 0 0\n");
        _proc.Write("loadavg", "0.51 0.44 0.30 1/88 6999\n");
        _proc.Write("meminfo", "MemTotal: 3 kB\nMemAvailable: 1 kB\nCached: 2 kB\n");
        _proc.Write("net/dev", $"lo: 9 0 0 0 0 0 0 0 9 0\neth0: {1_000 * factor} 0 0 0 0 0 0 0 {500 * factor} 0\n");
        _proc.Write("diskstats", $"8 0 sda 0 0 {factor} 0 0 0 {2 * factor} 0\n");
    }
}
