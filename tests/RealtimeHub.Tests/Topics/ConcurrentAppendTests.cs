using System.Buffers.Binary;
using RealtimeHub.Configuration;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Topics;

/// <summary>Several publishers at once on one topic.</summary>
public sealed class ConcurrentAppendTests
{
    private const int Publishers = 4;
    private const int EventsEach = 2_000;

    private readonly TopicLog _log =
        Given.Log(TimeProvider.System, new NamespaceOptions { MaxEvents = Publishers * EventsEach });

    [Fact]
    public void Every_offset_is_given_once_and_none_is_left_out()
    {
        var offsets = AppendFromManyThreads();

        Assert.Equal(Enumerable.Range(1, Publishers * EventsEach).Select(i => (long)i), offsets.SelectMany(o => o).Order());
    }

    [Fact]
    public void Each_publisher_finds_its_events_in_its_own_order_at_the_offsets_it_was_told()
    {
        var offsets = AppendFromManyThreads();

        var stored = _log.ReadForward(0, int.MaxValue, long.MaxValue).Events;
        for (var publisher = 0; publisher < Publishers; publisher++)
        {
            var own = stored.Where(e => e.Data.Span[0] == publisher).ToList();
            Assert.Equal(Enumerable.Range(0, EventsEach), own.Select(e => BinaryPrimitives.ReadInt32LittleEndian(e.Data.Span[1..])));
            Assert.Equal(offsets[publisher], own.Select(e => e.Offset));
        }
    }

    private long[][] AppendFromManyThreads()
    {
        using var start = new Barrier(Publishers);
        var offsets = new long[Publishers][];
        var threads = Enumerable.Range(0, Publishers).Select(publisher => new Thread(() =>
        {
            start.SignalAndWait();
            offsets[publisher] = [.. Enumerable.Range(0, EventsEach).Select(i => _log.Append(Event(publisher, i)))];
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return offsets;
    }

    private static NewEvent Event(int publisher, int number)
    {
        var data = new byte[5];
        data[0] = (byte)publisher;
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(1), number);
        return Given.Bytes(data);
    }
}
