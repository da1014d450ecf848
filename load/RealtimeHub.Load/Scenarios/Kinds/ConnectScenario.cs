using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>Opens connections, and asks how fast that goes and what it costs. One event in each topic shows that all of them are in effect.</summary>
internal sealed class ConnectScenario : IScenario
{
    // The code of a server that opens connections is compiled well after some thousand of them.
    private const int FirstConnections = 5_000;

    public async Task<RunReport> RunAsync(LoadPlan plan, IRunProgress progress, CancellationToken stop)
    {
        await using var run = await Run.OpenAsync(plan, progress, stop);
        await ConnectStep.WarmUpAsync(run, Math.Min(FirstConnections, plan.Connections), stop);
        var connected = await ConnectStep.RunAsync(run, stop);
        var measured = await CheckStep.RunAsync(run, seconds: 1, at: 0, stop);
        var result = await run.Fleet.FinishAsync(run.Publication.Numbers.Last(), stop);
        return ReportBuilder.Build(run, connected, measured, result) with { Figures = Figures(connected) };
    }

    private static IReadOnlyList<NamedFigure> Figures(Connected connected)
    {
        if (connected.Spent is not { Server: { } cpu, ServerPercent: { } percent }) return [];
        return
        [
            new NamedFigure("connect-user-cpu", "CPU to connect, user", cpu.User.TotalMicroseconds / connected.Opened, "us"),
            new NamedFigure("connect-system-cpu", "CPU to connect, system", cpu.System.TotalMicroseconds / connected.Opened, "us"),
            new NamedFigure("connect-cpu-percent", "CPU of the server while connecting", percent, "%"),
        ];
    }
}
