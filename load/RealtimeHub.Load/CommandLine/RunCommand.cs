using RealtimeHub.Load.CommandLine.Guides;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios;
using RealtimeHub.Load.Servers;
using RealtimeHub.Load.Terminal;
using RealtimeHub.Load.Verdicts;

namespace RealtimeHub.Load.CommandLine;

/// <summary>Runs a scenario, judges it and writes what was asked for.</summary>
internal sealed class RunCommand(Parts parts, TextWriter output)
{
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ScenarioGuide guide, RunRequest request, CancellationToken stop)
    {
        OpenFiles.Require(request.Plan.Connections, request.Plan.Workers, request.StartsServer, OpenFiles.Limit());
        var console = TerminalConsole.For(output);
        if (!request.IsQuiet) PlanView.Write(console, guide, request);
        RunReport report;
        await using (var view = RunViews.For(console, request.IsQuiet))
            report = await RunAsync(request, view, stop);
        report = report with
        {
            Plan = OwnServerPairs.AddTo(report.Plan, request),
            Verdict = Judge.Of(report, request.Rules, request.AllowsFaults),
        };
        ResultView.Write(console, report, []); // before the files: they may fail, and what was measured is there then
        await ReportFiles.WriteAsync(console, request, report, stop);
        return report.Verdict.Passed ? ExitCode.Fine : ExitCode.Failed;
    }

    private async Task<RunReport> RunAsync(RunRequest request, IRunProgress progress, CancellationToken stop)
    {
        var scenario = parts.Scenarios(request.Plan.Scenario);
        if (!request.StartsServer) return await scenario.RunAsync(request.Plan, progress, stop);
        progress.Begin("starting a server");
        await using var server = await parts.StartServer(request.Plan.Target.Dialect, request.Settings, stop);
        progress.Done($"RealtimeHub runs as process {server.Target.ProcessId} at {server.Target.Url.Authority}");
        return await RunAsync(scenario, request.Plan with { Target = Named(server.Target, request.Plan.Target) }, server, progress, stop);
    }

    /// <summary>When the server ends, its last words are the reason, not what the clients noticed of it.</summary>
    private static async Task<RunReport> RunAsync(IScenario scenario, LoadPlan plan, IOwnServer server, IRunProgress progress, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, server.Ended);
        try
        {
            return await scenario.RunAsync(plan, progress, either.Token);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && server.Ended.IsCancellationRequested && e is LoadException or OperationCanceledException or IOException)
        {
            throw new LoadException($"the server ended\n{server.Output}");
        }
    }

    private static TargetPlan Named(TargetPlan started, TargetPlan asked) => asked.Name == TargetPlan.UsualName ? started : started with { Name = asked.Name };
}
