using System.Runtime.InteropServices;
using RealtimeHub.Load;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Commands;

const int Faulty = 1;
const int WrongUsage = 2;
const int Interrupted = 130;

ICommand? command = args.FirstOrDefault() switch
{
    "connections" => new ConnectionsCommand(),
    "slow-readers" => new SlowReadersCommand(),
    _ => null,
};
if (command is null)
{
    Console.Error.WriteLine("The first argument is the scenario: connections or slow-readers.");
    return WrongUsage;
}

var options = args[1..];
if (options.Contains("--help") || options.Contains("-h"))
{
    Console.WriteLine(command.Help);
    return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopCleanly);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopCleanly);
try
{
    return await command.RunAsync(options, stop.Token) ? 0 : Faulty;
}
catch (UsageException e)
{
    Console.Error.WriteLine($"{e.Message}\nSee --help.");
    return WrongUsage;
}
catch (LoadException e)
{
    Console.Error.WriteLine($"The run failed: {e.Message}");
    return Faulty;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped.");
    return Interrupted;
}

void StopCleanly(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
