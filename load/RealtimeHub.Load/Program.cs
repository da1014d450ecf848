using RealtimeHub.Load.CommandLine;

var parts = new Parts
{
    Scenarios = _ => throw new RealtimeHub.Load.LoadException("no scenarios"),
    StartServer = (_, _, _) => throw new RealtimeHub.Load.LoadException("no server"),
    Worker = (_, _) => Task.FromResult(2),
    EngineCheck = (_, _) => Task.FromResult(2),
};
return await new LoadProgram(parts, Console.Out, Console.Error).RunAsync(args);
