using RealtimeHub.Load;
using RealtimeHub.Load.Checks;
using RealtimeHub.Load.Fleets.Workers;

try
{
    switch (args.FirstOrDefault())
    {
        case WorkerProcess.Argument:
            await Worker.RunAsync(Console.In, Console.Out, CancellationToken.None);
            return 0;
        case "engine-check":
            return await EngineCheck.RunAsync(Console.Out, CancellationToken.None) ? 0 : 1;
        default:
            return 2;
    }
}
catch (LoadException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
