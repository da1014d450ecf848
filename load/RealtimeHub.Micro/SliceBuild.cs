using BenchmarkDotNet.Attributes;
using RealtimeHub.Configuration;
using RealtimeHub.FanOut;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Micro.Support;

namespace RealtimeHub.Micro;

/// <summary>What does a slice cost the first time, when its events have to be encoded, and afterwards, as a window on a block?</summary>
public class SliceBuild
{
    /// <summary>More than the slices that a topic remembers: each turn has to be built again.</summary>
    private const int Cursors = 8;

    private TopicSlices _cold = null!;
    private TopicSlices _warm = null!;
    private IEventEncoder _encoder = null!;
    private int _turn;

    [Params("json", "messagepack")]
    public string Protocol { get; set; } = "";

    [Params(1, 10, 100)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Encode()
    {
        _encoder = Given.Encoder(Protocol);
        _cold = Slices(Events);
        _warm = Slices(Events + Cursors);

        // From here on one block holds all events.
        _warm.From(0, Events + Cursors, SliceKind.All, _encoder);
    }

    [Benchmark]
    public int A_slice_is_built_of_events_that_are_encoded_for_the_first_time()
    {
        Forget(_cold);
        return _cold.From(0, Events, SliceKind.All, _encoder).Bytes;
    }

    [Benchmark]
    public int A_slice_is_built_of_events_that_lie_in_the_block_cache()
    {
        var cursor = _turn++ % Cursors;
        return _warm.From(cursor, cursor + Events, SliceKind.All, _encoder).Bytes;
    }

    private static TopicSlices Slices(int events)
    {
        var log = Given.Log(TimeProvider.System);
        log.Append(events);
        return new TopicSlices(log, new SliceTools(new FanOutOptions(), Given.Metrics.Delivery));
    }

    /// <summary>What the shard does with slices that nobody has wanted for a second, and with the blocks of a topic that nobody follows.</summary>
    private static void Forget(TopicSlices slices)
    {
        slices.ForgetWhenIdle();
        slices.ForgetWhenIdle();
        slices.Clear();
    }
}
