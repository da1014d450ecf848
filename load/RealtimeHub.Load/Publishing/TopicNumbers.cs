namespace RealtimeHub.Load.Publishing;

/// <summary>The numbers of the events in each topic: 1, 2, 3, ... over the whole run. A topic is touched by the one publisher that owns it.</summary>
internal sealed class TopicNumbers(int topics)
{
    private readonly long[] _last = new long[topics];
    private readonly long[] _answered = new long[topics];
    private readonly long[] _refused = new long[topics];

    public int Topics => topics;

    /// <summary>The number for the next event. It stays the next one until it is used.</summary>
    public long Next(int topic, int ahead = 0) => _last[topic] + 1 + ahead;

    /// <summary>The last so many numbers are taken, or may be.</summary>
    public void Use(int topic, int count = 1) => Volatile.Write(ref _last[topic], _last[topic] + count);

    /// <summary>The server has answered the event with this number.</summary>
    public void Answered(int topic, long sequence) => Volatile.Write(ref _answered[topic], sequence);

    /// <summary>A number that is in use belongs to an event that the server refused, while it took a later one.</summary>
    public void Skip(int topic) => Volatile.Write(ref _refused[topic], _refused[topic] + 1);

    /// <summary>The last number of each topic that the server has answered, 0 for none: nobody promised what may come after it.</summary>
    public IReadOnlyList<long> Last() => [.. Enumerable.Range(0, topics).Select(topic => Volatile.Read(ref _answered[topic]))];

    /// <summary>How many numbers of a topic no subscriber can have got.</summary>
    public long Refused(int topic) => Volatile.Read(ref _refused[topic]);
}
