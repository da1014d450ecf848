using System.Diagnostics;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Connections;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Runs;

/// <summary>One run against one server, from its start to its end.</summary>
internal sealed class LoadRun(LoadOptions options, ServerKind kind, Pinning pinning, Progress progress)
{
    private static readonly Payload Payload = new(Payload.DefaultLength);

    private readonly string[] _topics = [.. Enumerable.Range(0, options.Topics).Select(i => $"load-{i}")];
    private readonly Latencies _latencies = new();

    public Task<RunResult> ExecuteAsync(CancellationToken stop) => new ServerRun(kind, pinning, progress).ExecuteAsync(MeasureAsync, stop);

    private async Task<RunResult> MeasureAsync(ServerProcess server, CancellationToken stop)
    {
        await Steps.ConnectFirstAsync(server, progress, stop);
        var before = server.Usage.Memory();

        await using var fleet = new Fleet(options.Connections, _topics, Payload, _latencies);
        var connecting = await ConnectAsync(fleet, server, stop);
        await Steps.SettleAsync(stop);
        var connected = server.Usage.Memory();
        var kilobytes = (connected - before) / 1_024.0 / options.Connections;
        progress.Done($"memory {before >> 20:N0} MiB before, {connected >> 20:N0} MiB connected: {kilobytes:0.0} KiB a connection");

        using var publisher = new Publisher(server, _topics, Payload);
        var (spent, published) = await PublishAsync(fleet, server, publisher, stop);
        var faults = fleet.Faults(publisher.LastOffsets) with { Unpublished = published - publisher.Accepted };
        progress.Done($"{spent.Delivered:N0} deliveries measured{(faults.Any ? ", with FAULTS" : ", each exactly once and in order")}");
        return new RunResult
        {
            Server = ServerKinds.NameOf(kind),
            ConnectionsPerSecond = options.Connections / connecting.Time.TotalSeconds,
            ConnectCpuUs = connecting.Cpu.TotalMicroseconds / options.Connections,
            MemoryBeforeBytes = before,
            MemoryConnectedBytes = connected,
            MemoryAtEndBytes = server.Usage.Memory(),
            KilobytesPerConnection = kilobytes,
            Published = publisher.Accepted,
            Delivered = spent.Delivered,
            DeliveredPerSecond = spent.Delivered / spent.Time.TotalSeconds,
            CpuPerDeliveryUs = spent.Cpu.TotalMicroseconds / Math.Max(1, spent.Delivered),
            CpuPercent = 100 * spent.Cpu / spent.Time,
            P50Ms = _latencies.PercentileMs(0.50),
            P99Ms = _latencies.PercentileMs(0.99),
            MaxMs = _latencies.MaxMs,
            Faults = faults,
        };
    }

    private async Task<Usage> ConnectAsync(Fleet fleet, ServerProcess server, CancellationToken stop)
    {
        var start = Reading.Of(server, fleet);
        await fleet.ConnectAsync(server.EndPoint, stop);
        var usage = Reading.Of(server, fleet).Since(start);
        var rate = options.Connections / usage.Time.TotalSeconds;
        progress.Done($"{options.Connections:N0} connected and subscribed: {rate:N0} a second, {usage.Cpu.TotalMicroseconds / options.Connections:N0} us CPU each");
        return usage;
    }

    private async Task<(Usage Spent, int Planned)> PublishAsync(Fleet fleet, ServerProcess server, Publisher publisher, CancellationToken stop)
    {
        var warmup = TimeSpan.FromSeconds(options.Warmup);
        var start = Stopwatch.GetTimestamp() + Schedule.Ticks(Steps.LeadTime);
        var schedule = new Schedule(start, options.Rate, warmup + TimeSpan.FromSeconds(options.Seconds));
        var measureFrom = start + Schedule.Ticks(warmup);
        _latencies.CountFrom(measureFrom);

        var publishing = publisher.RunAsync(schedule, stop);
        var warm = Schedule.WaitUntilAsync(measureFrom, stop).AsTask();
        if (await Task.WhenAny(publishing, warm) == publishing) await publishing; // it can only have failed
        await warm;
        var first = Reading.Of(server, fleet);
        progress.Done($"warmed up with {options.Rate:0.#} events a second");

        await publishing;
        await Schedule.WaitUntilAsync(schedule.End, stop);
        await Steps.DrainAsync(fleet, publisher, stop);
        return (Reading.Of(server, fleet).Since(first), schedule.Count);
    }

    private readonly record struct Usage(TimeSpan Time, TimeSpan Cpu, long Delivered);

    private readonly record struct Reading(long Timestamp, TimeSpan Cpu, long Received)
    {
        public static Reading Of(ServerProcess server, Fleet fleet) => new(Stopwatch.GetTimestamp(), server.Usage.Cpu(), fleet.Received);

        public Usage Since(Reading earlier) =>
            new(Stopwatch.GetElapsedTime(earlier.Timestamp, Timestamp), Cpu - earlier.Cpu, Received - earlier.Received);
    }
}
