using System.Threading.Channels;
using Microsoft.Extensions.Options;
using RealtimeHub.Sources;

namespace RealtimeHub.Server.Sources.HostMetrics;

/// <summary>Publishes how busy the machine is.</summary>
internal sealed partial class HostMetricsSource : IEventSource
{
    private readonly HostMetricsOptions _options;
    private readonly TimeProvider _clock;
    private readonly HostReader _reader;
    private readonly ILogger<HostMetricsSource> _logger;

    public HostMetricsSource(IOptions<HostMetricsOptions> options, TimeProvider clock, ILogger<HostMetricsSource> logger) =>
        (_options, _clock, _reader, _logger) = (options.Value, clock, new HostReader(options.Value, clock), logger);

    public string Name => "host-metrics";

    public async Task RunAsync(ChannelWriter<SourceEvent> events, CancellationToken stopping)
    {
        if (!_reader.IsAvailable)
        {
            LogNotAvailable(_options.ProcRoot);
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, stopping);
        }

        if (_reader.MissingFiles is { Count: > 0 } missing) LogFilesMissing(missing);
        await SampleAsync(events, stopping);
    }

    private async Task SampleAsync(ChannelWriter<SourceEvent> events, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_options.Interval, _clock);
        var before = _reader.Read();
        while (await timer.WaitForNextTickAsync(stopping))
        {
            var after = _reader.Read();
            var elapsed = _clock.GetElapsedTime(before.Timestamp, after.Timestamp);
            var sample = HostSampler.Between(before, after, elapsed, _options.MaxDevices);
            await WriteAsync(events, "cpu", sample.Cpu, stopping);
            await WriteAsync(events, "memory", sample.Memory, stopping);
            await WriteAsync(events, "network", sample.Network, stopping);
            await WriteAsync(events, "disk", sample.Disk, stopping);
            before = after;
        }
    }

    private ValueTask WriteAsync<T>(ChannelWriter<SourceEvent> events, string topic, T? sample, CancellationToken stopping)
        where T : class =>
        sample is null
            ? ValueTask.CompletedTask
            : events.WriteAsync(SourceEvent.FromValue($"{_options.Namespace}:{topic}", sample), stopping);
}
