using RealtimeHub.Transport.Loops;

namespace RealtimeHub.Transport.Tests.Loops;

public sealed class WatchTableTests
{
    private readonly WatchTable _table = new();

    [Fact]
    public void A_watcher_is_found_by_its_tag()
    {
        var (first, second) = (new Watcher(), new Watcher());
        var (one, two) = (_table.Add(first), _table.Add(second));

        Assert.Same(first, _table.Find(one));
        Assert.Same(second, _table.Find(two));
        Assert.Equal(2, _table.Count);
    }

    [Fact]
    public void A_tag_of_an_earlier_watcher_of_the_same_place_finds_nobody()
    {
        var stale = _table.Add(new Watcher());
        _table.Remove(stale);
        Assert.Null(_table.Find(stale));

        var next = new Watcher();
        var tag = _table.Add(next);
        Assert.Equal((uint)stale, (uint)tag);
        Assert.Null(_table.Find(stale));
        Assert.Same(next, _table.Find(tag));
    }

    [Fact]
    public void A_stale_tag_removes_nobody()
    {
        var stale = _table.Add(new Watcher());
        _table.Remove(stale);
        var next = new Watcher();
        var tag = _table.Add(next);

        _table.Remove(stale);
        _table.Remove(stale);
        Assert.Same(next, _table.Find(tag));
        Assert.Equal([next], _table.All);
    }

    [Fact]
    public void Places_are_used_again()
    {
        for (var i = 0; i < 1_000; i++) _table.Remove(_table.Add(new Watcher()));

        Assert.Equal(0u, (uint)_table.Add(new Watcher()));
        Assert.Equal(1, _table.Count);
    }

    private sealed class Watcher : ISocketWatcher
    {
        public void Notice(uint events)
        {
        }

        public void LoopEnds()
        {
        }
    }
}
