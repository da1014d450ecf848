using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.TestKit;

/// <summary>Keeps what was logged.</summary>
public sealed class RecordedLog : ILoggerProvider, ILoggerFactory
{
    private readonly ConcurrentQueue<Entry> _entries = new();
    private readonly Channel<Entry> _arrivals = Channel.CreateUnbounded<Entry>();

    public IReadOnlyList<Entry> Entries => [.. _entries];

    public IReadOnlyList<string> Of(int eventId) => [.. _entries.Where(entry => entry.EventId == eventId).Select(entry => entry.Message)];

    /// <summary>Waits for the next entry of this kind; passes over others.</summary>
    public async Task<string> NextAsync(int eventId)
    {
        while (true)
        {
            var entry = await _arrivals.Reader.ReadAsync(Patience.Token);
            if (entry.EventId == eventId) return entry.Message;
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public ILogger<T> For<T>() => new Logger<T>(this);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private void Keep(Entry entry)
    {
        _entries.Enqueue(entry);
        _arrivals.Writer.TryWrite(entry);
    }

    public sealed record Entry(int EventId, LogLevel Level, string Message, Exception? Error);

    private sealed class Logger : ILogger
    {
        private readonly RecordedLog _log;

        public Logger(RecordedLog log) => _log = log;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _log.Keep(new Entry(eventId.Id, logLevel, formatter(state, exception), exception));
    }
}
