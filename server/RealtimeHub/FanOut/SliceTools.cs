using System.Buffers;
using RealtimeHub.Configuration;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.FanOut;

/// <summary>What the topics of one shard share to make slices. Touched only by the shard's loop.</summary>
internal sealed class SliceTools
{
    public SliceTools(FanOutOptions options, DeliveryMetrics metrics)
    {
        MaxBytes = options.MaxSliceBytes;
        Cache = new BlockCache(options.CacheBytes);
        Metrics = metrics;
    }

    /// <summary>Where a slice ends, in bytes.</summary>
    public int MaxBytes { get; }

    public BlockCache Cache { get; }

    /// <summary>Scratch space.</summary>
    public ArrayBufferWriter<byte> Buffer { get; } = new();

    public Conflation Conflation { get; } = new();

    public DeliveryMetrics Metrics { get; }
}
