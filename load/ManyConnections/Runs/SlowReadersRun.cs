using System.Diagnostics;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Connections;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Runs;

/// <summary>One run against one server: all read, then some become slow, and the others should not notice.</summary>
internal sealed class SlowReadersRun(SlowReadersOptions options, ServerKind kind, Pinning pinning, Progress progress)
{
    private const string Topic = "load-0";
    private const double SecondsPerMinute = 60;

    private readonly Payload _payload = new(options.Bytes);
    private readonly LatencyTimeline _timeline = new(options.Quiet + options.Seconds);

    public Task<SlowReadersResult> ExecuteAsync(CancellationToken stop) =>
        new ServerRun(kind, pinning, progress) { Settings = options.ServerSettings }.ExecuteAsync(MeasureAsync, stop);

    private async Task<SlowReadersResult> MeasureAsync(ServerProcess server, CancellationToken stop)
    {
        await Steps.ConnectFirstAsync(server, progress, stop);
        await using var healthy = new Fleet(options.Healthy, [Topic], _payload, _timeline);
        await using var slow = new SlowFleet(new EventFormat(Topic, _payload), options.SlowNever, options.SlowCount, options.SlowRate);
        await healthy.ConnectAsync(server.EndPoint, stop);
        await slow.ConnectAsync(server.EndPoint, stop);
        progress.Done($"{options.Healthy:N0} healthy and {options.SlowNever + options.SlowCount:N0} others connected and subscribed");
        await Steps.SettleAsync(stop);

        using var publisher = new Publisher(server, [Topic], _payload);
        var start = Stopwatch.GetTimestamp() + Schedule.Ticks(Steps.LeadTime);
        var schedule = new Schedule(start, options.Rate, TimeSpan.FromSeconds(options.Warmup + options.Quiet + options.Seconds));
        var publishing = publisher.RunAsync(schedule, stop);
        var samples = await SampleAsync(healthy, slow, server, start, publishing, stop);

        // Without them a server that was held up by them can show whether it still has everything.
        var (never, slowly) = await slow.StopAsync();
        progress.Done($"the slow ones left");
        await publishing;
        await Steps.DrainAsync(healthy, publisher, stop);
        var faults = healthy.Faults(publisher.LastOffsets) with { Unpublished = schedule.Count - publisher.Accepted };
        progress.Done($"{healthy.Received:N0} deliveries to the healthy{(faults.Any ? ", with FAULTS" : ", each exactly once and in order")}");
        return Result(samples, never, slowly, faults);
    }

    private async Task<IReadOnlyList<ServerSample>> SampleAsync(
        Fleet healthy, SlowFleet slow, ServerProcess server, long start, Task publishing, CancellationToken stop)
    {
        var measureFrom = start + (options.Warmup * Stopwatch.Frequency);
        var slowFrom = measureFrom + (options.Quiet * Stopwatch.Frequency);
        _timeline.StartAt(measureFrom);
        var sampling = new ServerSampler(server.Usage, () => healthy.Received).RunAsync(measureFrom, options.Quiet + options.Seconds, stop);

        await WhilePublishing(Schedule.WaitUntilAsync(measureFrom, stop).AsTask());
        progress.Done($"warmed up with {options.Rate:0.#} events a second of {options.Bytes:N0} bytes");
        await WhilePublishing(Schedule.WaitUntilAsync(slowFrom, stop).AsTask());
        slow.BecomeSlow();
        progress.Done($"all read: p99 {_timeline.Between(0, options.Quiet).PercentileMs(0.99):N0} ms");
        await WhilePublishing(sampling);
        progress.Done($"{options.SlowNever} do not read, {options.SlowCount} read {options.SlowRate:N0} bytes a second: p99 of what came {Slow().PercentileMs(0.99):N0} ms");
        return await sampling;

        async Task WhilePublishing(Task task)
        {
            if (await Task.WhenAny(publishing, task) == publishing) await publishing; // it may have failed
            await task;
        }
    }

    private SlowReadersResult Result(IReadOnlyList<ServerSample> samples, SlowTally never, SlowTally slowly, Faults faults) => new()
    {
        Server = ServerKinds.NameOf(kind),
        SlowFrom = options.Quiet,
        Seconds = [.. samples.Select((sample, second) => Second(second, sample))],
        Quiet = PhaseResult.Of(_timeline.Between(0, options.Quiet), [.. samples.Take(options.Quiet)]),
        Slow = PhaseResult.Of(Slow(), [.. samples.Skip(options.Quiet)]),
        MemoryBytesPerMinute = SecondsPerMinute
            * Trend.Slope([.. samples.Skip(options.Quiet + (options.Seconds / 2)).Select(sample => (double)sample.MemoryBytes)]),
        NeverRead = never,
        ReadSlowly = slowly,
        Faults = faults,
    };

    private Latencies Slow() => _timeline.Between(options.Quiet, options.Quiet + options.Seconds);

    private SecondResult Second(int second, ServerSample sample)
    {
        var latencies = _timeline.Second(second);
        var any = latencies.Count > 0;
        return new SecondResult(second, any ? latencies.PercentileMs(0.50) : null, any ? latencies.PercentileMs(0.99) : null, any ? latencies.MaxMs : null,
            sample.DeliveredPerSecond, sample.MemoryBytes, sample.CpuPercent);
    }
}
