using Microsoft.Extensions.Options;
using Serilog;

namespace RealtimeHub.Server;

/// <summary>Runs the server, and says in plain words why it does not start.</summary>
internal static class ServerProgram
{
    /// <summary>The exit code for a wrong configuration, as in sysexits.h.</summary>
    public const int ConfigurationError = 78;

    public static int Run(Func<WebApplication> build)
    {
        try
        {
            using var app = build();
            SecondSignal.EndsAtOnce(app);
            app.AnnounceStart();
            app.Run();
            return 0;
        }
        catch (Exception e) when (ProblemsOf(e) is { Count: > 0 } problems)
        {
            Console.Error.WriteLine($"RealtimeHub did not start: {problems.Count} problem(s) in the configuration.");
            foreach (var problem in problems) Console.Error.WriteLine($"  - {problem}");
            Console.Error.WriteLine("Settings are described in docs/configuration.md.");
            return ConfigurationError;
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            Console.Error.WriteLine($"RealtimeHub did not start: {e.Message} Stop the other program, or choose another address with --urls.");
            return 1;
        }
        finally
        {
            Log.CloseAndFlush();
        }
    }

    private static List<string> ProblemsOf(Exception e) => e switch
    {
        OptionsValidationException one => [.. one.Failures],
        AggregateException many => [.. many.InnerExceptions.SelectMany(ProblemsOf)],
        _ => [],
    };
}
