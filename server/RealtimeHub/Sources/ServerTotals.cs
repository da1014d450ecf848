using System.Diagnostics;
using RealtimeHub.Diagnostics;
using RealtimeHub.Topics;

namespace RealtimeHub.Sources;

/// <summary>Turns the counters of the server into rates.</summary>
internal sealed class ServerTotals
{
    private readonly RealtimeHubMetrics _metrics;
    private readonly TopicRegistry _topics;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private (long Accepted, long Delivered, long Bytes, TimeSpan Cpu) _before;

    public ServerTotals(RealtimeHubMetrics metrics, TopicRegistry topics, TimeProvider clock)
    {
        (_metrics, _topics, _clock) = (metrics, topics, clock);
        _started = clock.GetTimestamp();
        _before = Read();
    }

    /// <param name="time">Now, in milliseconds since 1970.</param>
    /// <param name="seconds">How long ago the last call was.</param>
    public ServerStats Next(long time, double seconds)
    {
        var now = Read();
        var stats = new ServerStats(
            time,
            UptimeSeconds: (long)_clock.GetElapsedTime(_started).TotalSeconds,
            _metrics.Connections,
            _metrics.Subscriptions,
            _topics.Count,
            EventsInPerSecond: Rate(now.Accepted - _before.Accepted, seconds),
            DeliveriesPerSecond: Rate(now.Delivered - _before.Delivered, seconds),
            BytesOutPerSecond: Rate(now.Bytes - _before.Bytes, seconds),
            MemoryBytes: Environment.WorkingSet,
            CpuPercent: Rate(100 * (now.Cpu - _before.Cpu).TotalSeconds, seconds));
        _before = now;
        return stats;
    }

    private static double Rate(double count, double seconds) => Math.Round(count / seconds, 1);

    private (long Accepted, long Delivered, long Bytes, TimeSpan Cpu) Read()
    {
        using var process = Process.GetCurrentProcess();
        return (_metrics.Accepted, _metrics.Delivery.Delivered, _metrics.Delivery.DeliveredBytes, process.TotalProcessorTime);
    }
}

/// <summary>What the server does, as published to <c>$server:stats</c>. CPU is in percent of one core.</summary>
internal sealed record ServerStats(
    long Time, long UptimeSeconds, long Connections, long Subscriptions, int Topics, double EventsInPerSecond,
    double DeliveriesPerSecond, double BytesOutPerSecond, long MemoryBytes, double CpuPercent);
