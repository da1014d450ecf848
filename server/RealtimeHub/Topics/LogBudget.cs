using System.Threading.Channels;
using RealtimeHub.Configuration;

namespace RealtimeHub.Topics;

/// <summary>What the logs of all topics hold together, and what they may.</summary>
internal sealed class LogBudget
{
    /// <summary>The share of the budget by which it may be passed for a moment, and by which trimming goes below it.</summary>
    private const int Slack = 16;

    // Whether the budget was passed since somebody last looked: one signal is enough.
    private readonly Channel<bool> _passed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _bytes;
    private long _events;
    private long _dropped;

    public LogBudget(long maxBytes) => MaxBytes = maxBytes;

    public long MaxBytes { get; }

    public long Bytes => Interlocked.Read(ref _bytes);

    public long Events => Interlocked.Read(ref _events);

    /// <summary>How many events were dropped early to keep the budget, since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>How many bytes have to go so that there is room again; 0 while the budget holds.</summary>
    public long ToFree => Bytes is var now && now > MaxBytes ? now - MaxBytes + (MaxBytes / Slack) : 0;

    /// <summary>Whether trimming has not kept up: who appends now has to make room in the same topic.</summary>
    public bool IsExhausted => Bytes > MaxBytes + (MaxBytes / Slack);

    /// <summary>Brings something each time that the budget has been passed.</summary>
    public ChannelReader<bool> Passed => _passed.Reader;

    /// <summary>A log has grown or shrunk.</summary>
    public void Change(long bytes, int events)
    {
        Interlocked.Add(ref _events, events);
        if (Interlocked.Add(ref _bytes, bytes) > MaxBytes && bytes > 0) _passed.Writer.TryWrite(true);
    }

    public void CountDropped(int events) => Interlocked.Add(ref _dropped, events);

    public static LogBudget For(TopicOptions options) =>
        new(options.MaxTotalBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
}
