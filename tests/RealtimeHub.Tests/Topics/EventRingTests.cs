using CsCheck;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Topics;

public sealed class EventRingTests
{
    [Fact]
    public void Keeps_the_newest_events_up_to_its_count()
    {
        var ring = Filled(maxEvents: 3, maxBytes: long.MaxValue, sizes: [1, 1, 1, 1, 1]);

        Assert.Equal([3, 4, 5], OffsetsOf(ring));
    }

    [Fact]
    public void Keeps_the_newest_events_up_to_its_bytes()
    {
        var ring = Filled(maxEvents: 100, maxBytes: 2 * (TopicEvent.Overhead + 10), sizes: [10, 10, 10]);

        Assert.Equal([2, 3], OffsetsOf(ring));
        Assert.Equal(2 * (TopicEvent.Overhead + 10), ring.Bytes);
    }

    [Fact]
    public void Keeps_an_event_that_alone_is_larger_than_the_bound()
    {
        var ring = Filled(maxEvents: 100, maxBytes: 200, sizes: [10, 10, 5_000]);

        Assert.Equal([3], OffsetsOf(ring));
    }

    [Fact]
    public void Key_type_and_id_count_against_the_bytes()
    {
        var plain = new TopicEvent(1, default, Given.Json("1"));
        var labelled = new TopicEvent(1, default, Given.Json("1", key: "abc", type: "de", id: "f"));

        // Two bytes a letter, and what each text costs by itself.
        Assert.Equal(plain.Bytes + (2 * 6) + (3 * 24), labelled.Bytes);
    }

    [Fact]
    public void Holds_what_a_plain_list_with_the_same_bounds_holds()
    {
        var steps = Gen.Select(Gen.Int[1, 9], Gen.Long[100, 2_000], Gen.Int[-1, 400].Array[0, 60]);
        steps.Sample(
            (maxEvents, maxBytes, sizes) =>
            {
                var ring = new EventRing(maxEvents, maxBytes);
                var model = new List<TopicEvent>();
                foreach (var size in sizes) Step(ring, model, size, maxEvents, maxBytes);
                return OffsetsOf(ring).SequenceEqual(model.Select(e => e.Offset)) && ring.Bytes == model.Sum(e => (long)e.Bytes);
            },
            iter: Campaign.Cases);
    }

    /// <summary>One event of this size is added; a negative one takes the oldest out.</summary>
    private static void Step(EventRing ring, List<TopicEvent> model, int size, int maxEvents, long maxBytes)
    {
        if (size < 0)
        {
            if (model.Count == 0) return;
            ring.RemoveOldest();
            model.RemoveAt(0);
            return;
        }

        var added = Event((model.LastOrDefault()?.Offset ?? 0) + 1, size);
        ring.Add(added);
        model.Add(added);
        while (model.Count > 1 && (model.Count > maxEvents || model.Sum(e => (long)e.Bytes) > maxBytes)) model.RemoveAt(0);
    }

    private static EventRing Filled(int maxEvents, long maxBytes, int[] sizes)
    {
        var ring = new EventRing(maxEvents, maxBytes);
        for (var i = 0; i < sizes.Length; i++) ring.Add(Event(i + 1, sizes[i]));
        return ring;
    }

    private static TopicEvent Event(long offset, int size) => new(offset, default, Given.Bytes(new byte[size]));

    private static IEnumerable<long> OffsetsOf(EventRing ring) => Enumerable.Range(0, ring.Count).Select(i => ring.At(i).Offset);
}
