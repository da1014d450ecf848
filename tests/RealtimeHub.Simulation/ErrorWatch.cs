using Microsoft.Extensions.Logging;

namespace RealtimeHub.Simulation;

/// <summary>A shard that logs an error has failed.</summary>
internal sealed class ErrorWatch(Oracle.Judge oracle) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) oracle.Report($"a shard failed: {exception}");
    }
}
