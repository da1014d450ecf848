using System.Threading.Channels;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Sources;

namespace RealtimeHub.Server.Sources.Replay;

/// <summary>Replays one file to one topic.</summary>
internal sealed partial class ReplaySource : IEventSource
{
    private readonly string _section;
    private readonly ReplayOptions _options;
    private readonly string _path;
    private readonly TopicName _topic;
    private readonly IReplayReader _reader;
    private readonly TimeProvider _clock;
    private readonly ILogger<ReplaySource> _logger;
    private long _unreadable;

    public ReplaySource(
        string name, string section, ReplayOptions options, IHostEnvironment environment, TimeProvider clock, ILogger<ReplaySource> logger)
    {
        Name = name;
        _section = section;
        _options = options;
        _path = Path.GetFullPath(options.File, environment.ContentRootPath);
        _topic = TopicName.Parse(options.Topic);
        _reader = options.ActualFormat == ReplayFormat.Csv ? new CsvReplayReader(options) : new NdjsonReplayReader(options);
        _clock = clock;
        _logger = logger;
    }

    public string Name { get; }

    public async Task RunAsync(ChannelWriter<SourceEvent> events, CancellationToken stopping)
    {
        var pace = new ReplayPace(_options, _clock);
        do
        {
            var written = await ReplayOnceAsync(events, pace, stopping);
            if (written == 0) throw new InvalidOperationException($"{_section}:File: '{_path}' has no row that can be replayed.");
            LogReachedEnd(_options.Loop ? LogLevel.Debug : LogLevel.Information, Name, written, _path, _topic, _unreadable);
            pace.StartOver();
        }
        while (_options.Loop);

        await Task.Delay(Timeout.InfiniteTimeSpan, _clock, stopping);
    }

    /// <returns>How many events the file had.</returns>
    private async Task<long> ReplayOnceAsync(ChannelWriter<SourceEvent> events, ReplayPace pace, CancellationToken stopping)
    {
        var written = 0L;
        await using var file = Open();
        await foreach (var row in _reader.ReadAsync(file, stopping))
        {
            if (row is ReplayRow.Unreadable problem) Skip(problem);
            if (row is not ReplayRow.Event next) continue;

            await pace.WaitForAsync(next.Time, stopping);
            await events.WriteAsync(new SourceEvent(_topic, EventData.FromJson(next.Json)) { Key = next.Key }, stopping);
            written++;
        }

        return written;
    }

    private FileStream Open()
    {
        if (!File.Exists(_path)) throw new FileNotFoundException($"{_section}:File: there is no file '{_path}'.", _path);
        return new FileStream(_path, new FileStreamOptions
        {
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        });
    }

    private void Skip(ReplayRow.Unreadable row)
    {
        if (_unreadable++ == 0) LogUnreadable(Name, row.Line, _path, row.Reason);
    }
}
