using RealtimeHub.Load.Checks;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Fleets.Workers;
using RealtimeHub.Load.Scenarios;
using RealtimeHub.Load.Targets;

var parts = new Parts
{
    Scenarios = ScenarioTable.Of,
    StartServer = OwnServer.StartAsync,
    Worker = RunWorkerAsync,
    EngineCheck = async (arguments, stop) => await EngineCheck.RunAsync(arguments, Console.Out, stop) ? 0 : 1,
};
return await new LoadProgram(parts, Console.Out, Console.Error).RunAsync(args);

static async Task<int> RunWorkerAsync(IReadOnlyList<string> arguments, CancellationToken stop)
{
    await Worker.RunAsync(Console.In, Console.Out, stop);
    return 0;
}
