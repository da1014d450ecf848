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
        case "engine-check" when args.Length > 1:
            var plan = new EngineCheckPlan { Connections = int.Parse(args[1]), Rate = int.Parse(args[2]), EventsPerFrame = int.Parse(args[3]), Seconds = int.Parse(args[4]), Warmup = 2 };
            Console.WriteLine(await new EngineCheck(plan).ExecuteAsync(CancellationToken.None));
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
