using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;

namespace RealtimeHub.Connections;

/// <summary>Tells whether the process uses more memory than new connections are taken at.</summary>
internal class MemoryWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private long _looked;
    private bool _isHigh;

    public MemoryWatch(IOptions<RealtimeHubOptions> options, TimeProvider clock)
    {
        var limits = options.Value.Connections;
        _clock = clock;
        Watermark = (long)(limits.MemoryWatermark * (limits.MemoryLimit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
    }

    /// <summary>Above so many bytes no new connection is taken.</summary>
    public long Watermark { get; }

    /// <summary>Whether the process is above the watermark. Looked at once a second at most: it costs a system call.</summary>
    public bool IsHigh
    {
        get
        {
            lock (_gate)
            {
                if (_looked != 0 && _clock.GetElapsedTime(_looked) < Interval) return _isHigh;
                _looked = Math.Max(1, _clock.GetTimestamp());
                return _isHigh = UsedBytes() > Watermark;
            }
        }
    }

    /// <summary>The memory that the process holds, in bytes.</summary>
    protected virtual long UsedBytes() => Environment.WorkingSet;
}
