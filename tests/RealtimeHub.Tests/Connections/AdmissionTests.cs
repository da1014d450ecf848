using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Connections;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Connections;

/// <summary>Who may connect while memory is short.</summary>
public sealed class AdmissionTests : IDisposable
{
    private const long Limit = 100_000_000;

    private readonly FakeTimeProvider _clock = new();
    private readonly Counters _counted = new();
    private readonly RecordedLog _log = new();
    private readonly KnownMemory _memory;
    private readonly ConnectionRegistry _registry;

    public AdmissionTests()
    {
        var options = Given.Options(o => (o.Connections.MemoryLimit, o.Connections.MemoryWatermark) = (Limit, 0.5));
        _memory = new KnownMemory(options, _clock);
        _registry = new ConnectionRegistry(options, _memory, _counted.Metrics, _clock, _log.For<ConnectionRegistry>());
    }

    [Fact]
    public async Task Above_the_watermark_no_new_connection_is_taken_and_open_ones_are_served()
    {
        _memory.Used = (Limit / 2) + 1;

        Assert.False(await _registry.TryRunAsync(_ => Task.CompletedTask, opensConnection: true));
        Assert.True(await _registry.TryRunAsync(_ => Task.CompletedTask, opensConnection: false));

        Assert.Equal(1, _counted["connections.refused"]);
        Assert.Contains(_log.Entries, entry => entry.EventId == 1203 && entry.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task When_memory_is_free_again_new_connections_are_taken_after_a_second()
    {
        _memory.Used = Limit;
        Assert.False(await _registry.TryRunAsync(_ => Task.CompletedTask, opensConnection: true));

        _memory.Used = Limit / 2;
        Assert.False(await _registry.TryRunAsync(_ => Task.CompletedTask, opensConnection: true));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await _registry.TryRunAsync(_ => Task.CompletedTask, opensConnection: true));
    }

    [Fact]
    public void Without_a_limit_the_watermark_is_a_share_of_what_the_process_may_use()
    {
        var watch = new MemoryWatch(Given.Options(), _clock);

        Assert.Equal((long)(0.9 * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes), watch.Watermark);
        Assert.False(watch.IsHigh);
    }

    public void Dispose() => _counted.Dispose();

    /// <summary>The memory of this process cannot be set, so it is told.</summary>
    private sealed class KnownMemory(IOptions<RealtimeHubOptions> options, TimeProvider clock) : MemoryWatch(options, clock)
    {
        public long Used { get; set; }

        protected override long UsedBytes() => Used;
    }
}
