using System.CommandLine;
using System.Runtime.InteropServices;

namespace RealtimeHub.Load.CommandLine;

/// <summary>The program from its arguments to its exit code.</summary>
/// <param name="parts">What it calls.</param>
/// <param name="output">Where results go.</param>
/// <param name="errors">Where everything goes that is not a result.</param>
internal sealed class LoadProgram(Parts parts, TextWriter output, TextWriter errors)
{
    public async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunAsync(args, stop.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken stop)
    {
        var root = LoadCommands.Create(parts, output);
        var result = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        try
        {
            if (result.Errors.Count > 0 && result.Action is not TeachingHelp) throw UsageErrors.Of(result);
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = errors };
            return await result.InvokeAsync(configuration, stop);
        }
        catch (UsageException e)
        {
            await errors.WriteLineAsync($"{e.Message}\nSee {UsageErrors.HelpFor(result)}");
            return ExitCode.WrongUsage;
        }
        catch (LoadException e)
        {
            await errors.WriteLineAsync($"The run failed: {e.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await errors.WriteLineAsync("Stopped.");
            return ExitCode.Interrupted;
        }
        catch (Exception e) // a bug: whoever reports it needs all of it, and a script needs a code that is known
        {
            await errors.WriteLineAsync($"The run failed, and the load tool does not know why:\n{e}");
            return ExitCode.Failed;
        }
    }
}
