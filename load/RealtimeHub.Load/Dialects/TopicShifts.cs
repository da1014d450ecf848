namespace RealtimeHub.Load.Dialects;

/// <summary>
/// By how much the offsets of a topic are ahead of the sequences of the run: 0 on a fresh server. One event of a topic tells
/// it for all its subscribers. Touched only by the thread of one loop.
/// </summary>
internal sealed class TopicShifts(int topics)
{
    private readonly (string? Epoch, long Shift)[] _shifts = new (string?, long)[topics];

    public void Note(int topic, string epoch, long shift)
    {
        ref var known = ref _shifts[topic];
        if (known.Shift != shift || !ReferenceEquals(known.Epoch, epoch)) known = (epoch, shift);
    }

    public bool TryGet(int topic, string epoch, out long shift)
    {
        shift = _shifts[topic].Shift;
        return _shifts[topic].Epoch == epoch;
    }
}
