using System.Threading.Channels;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Diagnostics;
using RealtimeHub.Topics;

namespace RealtimeHub.Sources;

/// <summary>Publishes what the server does: its totals to <c>$server:stats</c>, its busiest topics to <c>$server:topics</c>.</summary>
internal sealed class ServerStatsSource : IEventSource
{
    private const string StatsTopic = NamespaceTable.ServerNamespace + ":stats";
    private const string TopicsTopic = NamespaceTable.ServerNamespace + ":topics";

    private readonly ServerStatsOptions _options;
    private readonly TopicRegistry _topics;
    private readonly RealtimeHubMetrics _metrics;
    private readonly TimeProvider _clock;

    public ServerStatsSource(IOptions<RealtimeHubOptions> options, TopicRegistry topics, RealtimeHubMetrics metrics, TimeProvider clock) =>
        (_options, _topics, _metrics, _clock) = (options.Value.ServerStats, topics, metrics, clock);

    public string Name => "server-stats";

    public async Task RunAsync(ChannelWriter<SourceEvent> events, CancellationToken stopping)
    {
        if (!_options.Enabled) await Task.Delay(Timeout.InfiniteTimeSpan, _clock, stopping);
        var totals = new ServerTotals(_metrics, _topics, _clock);
        var rates = new TopicRates(_topics, _options.ListedTopics);
        using var timer = new PeriodicTimer(_options.Interval, _clock);
        var last = _clock.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stopping))
        {
            var seconds = _clock.GetElapsedTime(last).TotalSeconds;

            // A clock that was moved far ticks several times in one moment, in which nothing can have happened.
            if (seconds <= 0) continue;
            last = _clock.GetTimestamp();
            var time = _clock.GetUtcNow().ToUnixTimeMilliseconds();
            await events.WriteAsync(SourceEvent.FromValue(StatsTopic, totals.Next(time, seconds)), stopping);
            await events.WriteAsync(SourceEvent.FromValue(TopicsTopic, rates.Next(time, seconds)), stopping);
        }
    }
}
