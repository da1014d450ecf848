using System.Globalization;
using System.Runtime.InteropServices;
using RealtimeHub.Load;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Runs;
using RealtimeHub.Load.Servers;

const int Faulty = 1;
const int WrongUsage = 2;
const int Interrupted = 130;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(Help.Text);
    return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopCleanly);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopCleanly);
try
{
    var options = OptionReader.Read(args);
    OpenFiles.Require(options.Connections);
    var pinning = new Pinning();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{options.Connections:N0} connections on {options.Topics:N0} topic(s), {options.Rate:0.#} events a second of 128 bytes "
        + $"= {options.Rate * options.Connections / options.Topics:N0} deliveries a second, {options.Seconds} s after {options.Warmup} s of warm-up; {pinning}"));
    var results = await Campaign.RunAsync(options, pinning, stop.Token);
    Console.WriteLine();
    Console.WriteLine(TextReport.Write(results));
    if (options.JsonFile is { } file) await JsonReport.WriteAsync(file, options, pinning, results);
    return results.Any(result => result.Faults.Any) ? Faulty : 0;
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
