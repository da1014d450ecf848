using System.Diagnostics;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Runs;

/// <summary>What a server used and got done in one second.</summary>
internal readonly record struct ServerSample(long MemoryBytes, double CpuPercent, double DeliveredPerSecond);

/// <summary>Looks at a server once a second.</summary>
internal sealed class ServerSampler(ServerUsage usage, Func<long> delivered)
{
    public async Task<IReadOnlyList<ServerSample>> RunAsync(long start, int seconds, CancellationToken stop)
    {
        var samples = new List<ServerSample>(seconds);
        await Schedule.WaitUntilAsync(start, stop);
        var before = Read();
        for (var second = 1; second <= seconds; second++)
        {
            await Schedule.WaitUntilAsync(start + (second * Stopwatch.Frequency), stop);
            var now = Read();
            var time = Stopwatch.GetElapsedTime(before.Timestamp, now.Timestamp);
            samples.Add(new ServerSample(usage.Memory(), 100 * ((now.Cpu - before.Cpu) / time), (now.Delivered - before.Delivered) / time.TotalSeconds));
            before = now;
        }

        return samples;
    }

    private (long Timestamp, TimeSpan Cpu, long Delivered) Read() => (Stopwatch.GetTimestamp(), usage.Cpu(), delivered());
}
