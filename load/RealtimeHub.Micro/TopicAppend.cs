using BenchmarkDotNet.Attributes;
using RealtimeHub.Configuration;
using RealtimeHub.Micro.Support;
using RealtimeHub.Topics;

namespace RealtimeHub.Micro;

/// <summary>What does an append cost when the topic is full, so that the oldest event has to go?</summary>
public class TopicAppend
{
    private const int MaxEvents = 1_000;

    private readonly EventRing _ring = new(MaxEvents, long.MaxValue);
    private readonly TopicEvent _event = new(offset: 1, TimeProvider.System.GetUtcNow(), Given.Event());
    private readonly NewEvent _added = Given.Event();
    private readonly TopicLog _boundByEvents = Given.Log(TimeProvider.System, new NamespaceOptions { MaxEvents = MaxEvents });
    private readonly TopicLog _boundByBytes;

    public TopicAppend() =>
        _boundByBytes = Given.Log(TimeProvider.System, new NamespaceOptions { MaxEvents = 2 * MaxEvents, MaxBytes = (long)MaxEvents * _event.Bytes });

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < MaxEvents; i++) _ring.Add(_event);
        _boundByEvents.Append(MaxEvents);
        _boundByBytes.Append(MaxEvents);
    }

    /// <summary>The ring alone, with an event that is there already.</summary>
    [Benchmark]
    public int An_event_takes_the_place_of_the_oldest_in_the_ring()
    {
        _ring.Add(_event);
        return _ring.Count;
    }

    [Benchmark]
    public long An_event_is_appended_to_a_log_with_as_many_events_as_it_may_hold()
    {
        _boundByEvents.TryAppend(_added, out var offset);
        return offset;
    }

    [Benchmark]
    public long An_event_is_appended_to_a_log_with_as_many_bytes_as_it_may_hold()
    {
        _boundByBytes.TryAppend(_added, out var offset);
        return offset;
    }

    [GlobalCleanup]
    public void IsStillFull()
    {
        if (_ring.Count != MaxEvents || _boundByEvents.Window().Events != MaxEvents || _boundByBytes.Window().Events != MaxEvents)
        {
            throw new InvalidOperationException("The bound does not hold.");
        }
    }
}
