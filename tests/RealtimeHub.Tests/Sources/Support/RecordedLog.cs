using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.Tests.Sources.Support;

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILoggerFactory
{
    private readonly ConcurrentQueue<Entry> _entries = new();

    public IReadOnlyList<Entry> Entries => [.. _entries];

    public IReadOnlyList<string> Of(int eventId) => [.. _entries.Where(entry => entry.EventId == eventId).Select(entry => entry.Message)];

    public ILogger CreateLogger(string categoryName) => new Logger(_entries);

    public ILogger<T> For<T>() => new Logger<T>(this);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    internal sealed record Entry(int EventId, LogLevel Level, string Message, Exception? Error);

    private sealed class Logger : ILogger
    {
        private readonly ConcurrentQueue<Entry> _entries;

        public Logger(ConcurrentQueue<Entry> entries) => _entries = entries;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _entries.Enqueue(new Entry(eventId.Id, logLevel, formatter(state, exception), exception));
    }
}
