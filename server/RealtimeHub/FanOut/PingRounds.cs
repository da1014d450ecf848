namespace RealtimeHub.FanOut;

/// <summary>
/// Looks at the connections of a shard, at each three times in four intervals and at all of them spread evenly over that time: those that came in one
/// second are not pinged in one second. One that was written to in the last quarter of an interval is left out, so no client waits longer than an interval. Touched only by the shard's loop, once a second.
/// </summary>
internal sealed class PingRounds
{
    private readonly int _fresh;
    private readonly List<Subscriber>[] _groups;
    private int _fill;

    public PingRounds(TimeSpan interval)
    {
        _fresh = (int)interval.TotalSeconds / 4;
        _groups = [.. Enumerable.Range(0, (int)interval.TotalSeconds - _fresh).Select(_ => new List<Subscriber>())];
    }

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
            if (Second - subscriber.WrittenAt >= Math.Max(1, _fresh)) subscriber.Ping();
        }
    }
}
