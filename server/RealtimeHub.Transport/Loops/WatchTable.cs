using System.Runtime.InteropServices;

namespace RealtimeHub.Transport.Loops;

/// <summary>
/// Who watches which file of a loop. A tag names a place in the table and how often it has been taken: a notice that the kernel wrote
/// for an earlier file of the same place finds nobody. Touched only by the loop.
/// </summary>
internal sealed class WatchTable
{
    private readonly List<(ISocketWatcher? Watcher, uint Turn)> _places = [];
    private readonly Stack<int> _free = new();

    public int Count => _places.Count - _free.Count;

    public ulong Add(ISocketWatcher watcher)
    {
        if (!_free.TryPop(out var index))
        {
            index = _places.Count;
            _places.Add(default);
        }

        ref var place = ref CollectionsMarshal.AsSpan(_places)[index];
        place = (watcher, place.Turn + 1);
        return ((ulong)place.Turn << 32) | (uint)index;
    }

    public ISocketWatcher? Find(ulong tag)
    {
        var place = _places[(int)(uint)tag];
        return place.Turn == (uint)(tag >> 32) ? place.Watcher : null;
    }

    public void Remove(ulong tag)
    {
        if (Find(tag) is null) return;
        CollectionsMarshal.AsSpan(_places)[(int)(uint)tag].Watcher = null;
        _free.Push((int)(uint)tag);
    }

    /// <summary>All that are watched now.</summary>
    public IReadOnlyList<ISocketWatcher> All => [.. _places.Where(place => place.Watcher is not null).Select(place => place.Watcher!)];
}
