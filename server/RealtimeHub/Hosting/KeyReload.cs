using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using RealtimeHub.Configuration;
using RealtimeHub.Connections;
using RealtimeHub.Security;

namespace RealtimeHub.Hosting;

/// <summary>
/// Reads the API keys again when the configuration changes, and ends the connections of those that are gone: a key that leaks must not count until somebody finds the
/// time for a restart. All other settings are read once.
/// </summary>
internal sealed partial class KeyReload(
    IConfiguration configuration, IOptionsFactory<RealtimeHubOptions> options, KeyRing keys, ConnectionRegistry connections, ILogger<KeyReload> logger) : IHostedService
{
    // Files change in several steps, and their changes are told on any thread.
    private readonly Lock _reading = new();
    private IDisposable? _watch;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watch = ChangeToken.OnChange(configuration.GetReloadToken, Read);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _watch?.Dispose();
        return Task.CompletedTask;
    }

    private void Read()
    {
        lock (_reading)
        {
            try
            {
                var (added, removed) = keys.Replace(options.Create(Options.DefaultName).Access);
                var ended = removed > 0 ? End() : 0;
                if (added + removed > 0) LogKeys(added, removed, ended);
            }
            catch (OptionsValidationException e)
            {
                // Half of a file, or a slip: nobody is locked out for it.
                LogNotTaken(e.Message);
            }
        }
    }

    private int End()
    {
        var ended = 0;
        foreach (var connection in connections.All)
        {
            if (connection.Features.Get<KnownKey>() is not { } key || keys.WhyNot(key) is not { } code) continue;
            ended++;
            _ = connection.EndAsync(code, "the key was taken out or changed", TimeSpan.Zero);
        }

        return ended;
    }

    [LoggerMessage(EventId = 1602, Level = LogLevel.Information,
        Message = "The configuration has changed: {Added} API keys are new and {Removed} count no more; {Ended} connections were closed for that. All other settings need a restart.")]
    private partial void LogKeys(int added, int removed, int ended);

    [LoggerMessage(EventId = 1603, Level = LogLevel.Warning, Message = "The configuration has changed, and is wrong now: {Problems}. The API keys stay as they were.")]
    private partial void LogNotTaken(string problems);
}
