using HdrHistogram;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>Two fleets as one: the first half of the subscribers follows the first topic alone, the other half follows all topics.</summary>
internal sealed class MixedFleet : IFleet
{
    private readonly LoadPlan _plan;
    private readonly IFleet _big;
    private readonly IFleet _small;

    private MixedFleet(LoadPlan plan, IFleet big, IFleet small) => (_plan, _big, _small) = (plan, big, small);

    public FleetTotals Totals
    {
        get
        {
            var (big, small) = (_big.Totals, _small.Totals);

            // Without workers both are in this process, and say the same of it.
            var cpu = _plan.Workers > 1 ? big.Cpu + small.Cpu : big.Cpu;
            return new FleetTotals(
                big.Live + small.Live, big.Received + small.Received, big.ReceivedBytes + small.ReceivedBytes, cpu,
                big.Missing + small.Missing, big.Faults + small.Faults);
        }
    }

    /// <exception cref="LoadException">One of the two cannot do what the plan asks for.</exception>
    public static async Task<IFleet> OpenAsync(LoadPlan plan, CancellationToken stop)
    {
        var count = Audience.BigOf(plan.Connections);
        var big = await FleetFactory.OpenAsync(plan with { Topics = 1, Connections = count }, stop);
        try
        {
            var small = plan with { Connections = plan.Connections - count, SlowNever = 0, SlowCount = 0 };
            return new MixedFleet(plan, big, await FleetFactory.OpenAsync(small, stop));
        }
        catch
        {
            await big.DisposeAsync();
            throw;
        }
    }

    public async Task<ConnectResult> ConnectAsync(int connections, CancellationToken stop)
    {
        var big = await _big.ConnectAsync(Audience.BigOf(connections), stop);
        var small = await _small.ConnectAsync(connections - Audience.BigOf(connections), stop);
        var latency = Histograms.Sum([big.Latency, small.Latency]);
        return new ConnectResult(big.Time + small.Time, latency, big.Recovered is null ? small.Recovered : big.Recovered + (small.Recovered ?? 0));
    }

    /// <summary>Only those of the small topics come and go.</summary>
    public Task<ConnectResult> ReconnectAsync(int connections, CancellationToken stop) => _small.ReconnectAsync(connections, stop);

    public async Task CloseAsync(int connections, CancellationToken stop)
    {
        await _big.CloseAsync(Audience.BigOf(connections), stop);
        await _small.CloseAsync(connections - Audience.BigOf(connections), stop);
    }

    public Task SlowDownAsync(CancellationToken stop) => _big.SlowDownAsync(stop);

    public Task EndSlowAsync(CancellationToken stop) => _big.EndSlowAsync(stop);

    public void MeasureFrom(long timestamp)
    {
        _big.MeasureFrom(timestamp);
        _small.MeasureFrom(timestamp);
    }

    public HistogramBase Second(int second) => Histograms.Sum([_big.Second(second), _small.Second(second)]);

    public async Task<FleetResult> FinishAsync(IReadOnlyList<long> lastSequences, CancellationToken stop)
    {
        var big = await _big.FinishAsync([lastSequences[0]], stop);
        var small = await _small.FinishAsync(lastSequences, stop);
        return new FleetResult
        {
            Lost = big.Lost + small.Lost,
            Repeated = big.Repeated + small.Repeated,
            OutOfOrder = big.OutOfOrder + small.OutOfOrder,
            Announced = big.Announced + small.Announced,
            BrokenConnections = big.BrokenConnections + small.BrokenConnections,
            FirstFailure = big.FirstFailure ?? small.FirstFailure,
            Slow = big.Slow,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _big.DisposeAsync();
        await _small.DisposeAsync();
    }
}
