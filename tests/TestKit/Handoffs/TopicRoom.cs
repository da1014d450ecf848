namespace RealtimeHub.TestKit.Handoffs;

/// <summary>How far publishers of one topic may go before its slowest follower has to catch up.</summary>
internal sealed class TopicRoom
{
    // A place for each client of the run, so that nobody waits for anybody here.
    private readonly long[] _positions;
    private readonly int _room;
    private long _head;

    /// <param name="topic">The topic.</param>
    /// <param name="clients">How many clients there are; those that do not follow the topic are not waited for.</param>
    /// <param name="room">How far is too far.</param>
    public TopicRoom(string topic, int clients, int room)
    {
        (Topic, _positions, _room) = (topic, new long[clients], room);
        Array.Fill(_positions, long.MaxValue - room);
    }

    public string Topic { get; }

    public long Head => Interlocked.Read(ref _head);

    public bool HasRoom => Head < _positions.Min() + _room;

    public void Published(long offset)
    {
        for (var head = Head; offset > head;)
        {
            var seen = Interlocked.CompareExchange(ref _head, offset, head);
            if (seen == head) break;
            head = seen;
        }
    }

    public void Follow(int client, long position) => Volatile.Write(ref _positions[client], position);
}
