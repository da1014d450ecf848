using System.Diagnostics;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Targets;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>What all steps of one run work with.</summary>
internal sealed class Run : IAsyncDisposable
{
    private readonly ServerUsage? _usage;

    public Run(LoadPlan plan, IRunProgress progress)
        : this(plan, progress, FleetFactory.Open(plan))
    {
    }

    public Run(LoadPlan plan, IRunProgress progress, IFleet fleet)
    {
        (Plan, Progress, Fleet) = (plan, progress, fleet);
        Publication = new Publication(plan);
        _usage = plan.Target.ProcessId is { } id ? new ServerUsage(id) : null;
    }

    public LoadPlan Plan { get; }

    public IRunProgress Progress { get; }

    public IFleet Fleet { get; }

    public Publication Publication { get; private set; }

    public DateTimeOffset StartedAt { get; } = TimeProvider.System.GetUtcNow();

    public Reading Read() => new(Stopwatch.GetTimestamp(), _usage?.Read(), Fleet.Totals, Publication.Taken);

    /// <summary>Publishes in another way from now on; the numbers of the events go on.</summary>
    public async Task PublishAsync(PublishMode mode)
    {
        var before = Publication;
        Publication = new Publication(Plan, mode, before.Numbers);
        await before.DisposeAsync();
    }

    /// <summary>Lets a server finish what comes after connecting.</summary>
    public Task SettleAsync(CancellationToken stop) => Task.Delay(TimeSpan.FromSeconds(Plan.Settle), TimeProvider.System, stop);

    public async ValueTask DisposeAsync()
    {
        await Publication.DisposeAsync();
        await Fleet.DisposeAsync();
    }
}
