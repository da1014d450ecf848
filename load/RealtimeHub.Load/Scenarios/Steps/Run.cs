using System.Diagnostics;
using RealtimeHub.Load.Engine.Native;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Targets;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>What all steps of one run work with.</summary>
internal sealed class Run : IAsyncDisposable
{
    private readonly ServerUsage? _usage;

    private Run(LoadPlan plan, IRunProgress progress, IFleet fleet)
    {
        (Plan, Progress, Fleet) = (plan, progress, fleet);
        Publication = new Publication(plan);
        _usage = plan.Target.ProcessId is { } id ? new ServerUsage(id) : null;
    }

    public LoadPlan Plan { get; }

    public IRunProgress Progress { get; }

    public IFleet Fleet { get; }

    public Publication Publication { get; }

    public DateTimeOffset StartedAt { get; } = TimeProvider.System.GetUtcNow();

    public static Task<Run> OpenAsync(LoadPlan plan, IRunProgress progress, CancellationToken stop) => OpenAsync(plan, progress, FleetFactory.OpenAsync, stop);

    /// <param name="plan">What is run.</param>
    /// <param name="progress">Is told.</param>
    /// <param name="open">Makes the fleet.</param>
    /// <param name="stop">Breaks off.</param>
    public static async Task<Run> OpenAsync(
        LoadPlan plan, IRunProgress progress, Func<LoadPlan, CancellationToken, Task<IFleet>> open, CancellationToken stop)
    {
        var fleet = await open(plan, stop);
        try
        {
            return new Run(plan, progress, fleet);
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    public Reading Read()
    {
        var totals = Fleet.Totals;

        // Workers are processes of their own, and this one publishes.
        if (Plan.Workers > 1) totals = totals with { Cpu = totals.Cpu + CpuUsage.OfProcess() };
        return new Reading(Stopwatch.GetTimestamp(), _usage?.Read(), totals, Publication.Taken);
    }

    /// <summary>How much is known by then to be wrong. What the server refused is missing, and not lost.</summary>
    public long FaultsIn(in FleetTotals totals) => totals.Faults + Math.Max(0, totals.Missing - Audience.RefusedDeliveries(Plan, Publication.Numbers));

    /// <summary>Lets a server finish what comes after connecting.</summary>
    public Task SettleAsync(CancellationToken stop) => Task.Delay(TimeSpan.FromSeconds(Plan.Settle), TimeProvider.System, stop);

    public async ValueTask DisposeAsync()
    {
        await Publication.DisposeAsync();
        await Fleet.DisposeAsync();
    }
}
