using HdrHistogram;
using RealtimeHub.Load.Fleets.Workers;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Fleets;

/// <summary>Subscribers on bare sockets in several processes: for more connections than one may open, and more events than one core can read.</summary>
internal sealed class WorkerFleet : IFleet
{
    private readonly List<WorkerProcess> _workers = [];

    private WorkerFleet()
    {
    }

    public FleetTotals Totals => _workers.Aggregate(default(FleetTotals), (sum, worker) => Sum(sum, worker.Totals));

    /// <summary>The processes of the workers.</summary>
    public IReadOnlyList<int> ProcessIds => [.. _workers.Select(worker => worker.ProcessId)];

    /// <exception cref="LoadException">A worker could not be started.</exception>
    public static async Task<WorkerFleet> StartAsync(LoadPlan plan, CancellationToken stop)
    {
        var fleet = new WorkerFleet();
        try
        {
            // One by one: when one cannot be started, those before it are known and end.
            while (fleet._workers.Count < plan.Workers) fleet._workers.Add(new WorkerProcess());
            await fleet.AskAllAsync(share => new WorkerCommand(0, WorkerVerb.Begin, Plan: plan, Share: share), stop);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    public Task<ConnectResult> ConnectAsync(int connections, CancellationToken stop) =>
        ConnectAsync(_ => new WorkerCommand(0, WorkerVerb.Connect, connections), stop);

    public Task<ConnectResult> ReconnectAsync(int connections, CancellationToken stop) =>
        ConnectAsync(share => new WorkerCommand(0, WorkerVerb.Reconnect, share.CountOf(connections)), stop);

    public Task CloseAsync(int connections, CancellationToken stop) =>
        AskAllAsync(share => new WorkerCommand(0, WorkerVerb.Close, share.CountOf(connections)), stop);

    public Task SlowDownAsync(CancellationToken stop) => AskAllAsync(_ => new WorkerCommand(0, WorkerVerb.SlowDown), stop);

    public Task EndSlowAsync(CancellationToken stop) => AskAllAsync(_ => new WorkerCommand(0, WorkerVerb.EndSlow), stop);

    public void MeasureFrom(long timestamp)
    {
        AskAllAsync(_ => new WorkerCommand(0, WorkerVerb.Measure, Timestamp: timestamp), CancellationToken.None).GetAwaiter().GetResult();
        foreach (var worker in _workers) worker.ForgetSeconds();
    }

    public HistogramBase Second(int second) => Histograms.Sum(_workers.Select(worker => worker.Second(second)).OfType<HistogramBase>());

    public async Task<FleetResult> FinishAsync(IReadOnlyList<long> lastSequences, CancellationToken stop)
    {
        var replies = await AskAllAsync(_ => new WorkerCommand(0, WorkerVerb.Finish, LastSequences: lastSequences), stop);
        return replies.Select(reply => reply.Result!).Aggregate(Sum);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers) await worker.DisposeAsync();
    }

    private async Task<ConnectResult> ConnectAsync(Func<FleetShare, WorkerCommand> command, CancellationToken stop)
    {
        var replies = await AskAllAsync(command, stop);
        WorkerConnected[] results = [.. replies.Select(reply => reply.Connected!)];
        return new ConnectResult(
            results.Max(result => result.Time),
            Histograms.Sum(results.Select(result => Histograms.Decode(result.Latency))),
            results.All(result => result.Recovered is null) ? null : results.Sum(result => result.Recovered ?? 0));
    }

    private Task<WorkerReply[]> AskAllAsync(Func<FleetShare, WorkerCommand> command, CancellationToken stop) =>
        Task.WhenAll(_workers.Select((worker, i) => worker.AskAsync(command(new FleetShare(i, _workers.Count)), stop)));

    private static FleetTotals Sum(FleetTotals a, FleetTotals b) =>
        new(a.Live + b.Live, a.Received + b.Received, a.ReceivedBytes + b.ReceivedBytes, a.Cpu + b.Cpu, a.Missing + b.Missing, a.Faults + b.Faults);

    private static FleetResult Sum(FleetResult a, FleetResult b) => new()
    {
        Lost = a.Lost + b.Lost,
        Repeated = a.Repeated + b.Repeated,
        OutOfOrder = a.OutOfOrder + b.OutOfOrder,
        Announced = a.Announced + b.Announced,
        BrokenConnections = a.BrokenConnections + b.BrokenConnections,
        FirstFailure = a.FirstFailure ?? b.FirstFailure,
        Slow = a.Slow + b.Slow,
    };
}
