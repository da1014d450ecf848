namespace RealtimeHub.FanOut;

/// <summary>
/// Pings the connections of a shard, each once in an interval and all of them spread evenly over it: those that came in one second are
/// not pinged in one second. Touched only by the shard's loop, once a second.
/// </summary>
internal sealed class PingRounds
{
    // A connection that was written to in the last third of the interval is not pinged: the client has heard of the server.
    private const int Share = 3;

    private readonly List<Subscriber>[] _groups;
    private int _fill;

    public PingRounds(TimeSpan interval) => _groups = [.. Enumerable.Range(0, (int)interval.TotalSeconds).Select(_ => new List<Subscriber>())];

    /// <summary>Counts seconds.</summary>
    public int Second { get; private set; }

    /// <returns>The place that <see cref="Remove"/> asks for.</returns>
    public (int Group, int Index) Add(Subscriber subscriber)
    {
        _fill = (_fill + 1) % _groups.Length;
        _groups[_fill].Add(subscriber);
        return (_fill, _groups[_fill].Count - 1);
    }

    /// <summary>Takes one out; the last of its group fills its place.</summary>
    public void Remove((int Group, int Index) place)
    {
        var group = _groups[place.Group];
        var last = group[^1];
        group[place.Index] = last;
        last.PingPlace = place;
        group.RemoveAt(group.Count - 1);
    }

    /// <summary>A second has passed.</summary>
    public void NextSecond()
    {
        Second++;
        foreach (var subscriber in _groups[Second % _groups.Length])
        {
            if (Second - subscriber.WrittenAt > _groups.Length / Share) subscriber.Ping();
        }
    }
}
