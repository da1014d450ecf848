using RealtimeHub.Configuration;

namespace RealtimeHub.Tasks.Running;

/// <summary>
/// What only so many tasks of a node may use at once, of whatever kind. Whoever needs several takes all of them or none, and holds nothing while it waits: what one waits for may take an hour, and others
/// have use for the rest.
/// </summary>
internal sealed class ResourcePool(IReadOnlyDictionary<string, int> sizes)
{
    /// <summary>
    /// So often those that came later may be served before one that waits for nobody else but them. After that what it needs is kept for it: two things are hardly ever free at the same moment when many want
    /// one of them.
    /// </summary>
    public const int MostPassed = 100;

    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Dictionary<string, int> _free = new(sizes, StringComparer.Ordinal);

    // In the order in which they came; not more than there are kinds. Guarded by _gate.
    private readonly List<Wish> _waiting = [];

    // Guarded by _gate.
    private readonly List<Wish> _served = [];
    private long _now;

    /// <summary>Which of the names nobody has given a size.</summary>
    public IEnumerable<string> Unknown(TaskKindOptions kind) => kind.Resources.Where(name => !sizes.ContainsKey(name));

    /// <summary>Waits for one of each.</summary>
    /// <returns>Gives them back.</returns>
    public Task<IDisposable> TakeAsync(TaskKindOptions kind, CancellationToken cancellationToken)
    {
        var wish = new Wish(this, kind.Resources.ToHashSet(StringComparer.Ordinal));
        lock (_gate)
        {
            wish.CameAt = ++_now;
            _waiting.Add(wish);
            Serve();
            if (!wish.IsServed.Task.IsCompleted) wish.GivesUp = cancellationToken.Register(() => GiveUp(wish, cancellationToken));
        }

        return wish.IsServed.Task;
    }

    /// <summary>Lets everybody have what he waits for, if all of it is there: who came first comes first.</summary>
    private void Serve()
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var passed = new List<Wish>();
        foreach (var wish in _waiting.ToList())
        {
            if (wish.Names.All(name => _free[name] > 0 && !kept.Contains(name)))
            {
                Give(wish);
                foreach (var other in passed.Where(other => other.Names.Overlaps(wish.Names) && WaitsForLater(other))) other.Passed++;
            }
            else
            {
                passed.Add(wish);
                if (wish.Passed >= MostPassed) kept.UnionWith(wish.Names);
            }
        }
    }

    private void Give(Wish wish)
    {
        foreach (var name in wish.Names) _free[name]--;
        _waiting.Remove(wish);
        _served.Add(wish);
        wish.ServedAt = ++_now;
        wish.GivesUp.Unregister();
        wish.IsServed.TrySetResult(wish);
    }

    /// <summary>Whether one that waits would have been served if nobody had been who came later. Whoever waits for an hour because of one who was there before loses nothing by others.</summary>
    private bool WaitsForLater(Wish wish) =>
        wish.Names.Where(name => _free[name] == 0).All(name => _served.Exists(other => other.ServedAt > wish.CameAt && other.Names.Contains(name)));

    private void GiveBack(Wish wish)
    {
        lock (_gate)
        {
            // Whoever gives it back twice has given it back.
            if (!_served.Remove(wish)) return;
            foreach (var name in wish.Names) _free[name]++;
            Serve();
        }
    }

    private void GiveUp(Wish wish, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // It has what it wanted.
            if (!wish.IsServed.TrySetCanceled(cancellationToken)) return;
            _waiting.Remove(wish);
            Serve();
        }
    }

    /// <summary>What somebody waits for, and then has. Guarded by the gate of its pool.</summary>
    private sealed class Wish(ResourcePool pool, HashSet<string> names) : IDisposable
    {
        public HashSet<string> Names => names;

        public long CameAt { get; set; }

        public long ServedAt { get; set; }

        /// <summary>How often others who came later were served instead.</summary>
        public int Passed { get; set; }

        public CancellationTokenRegistration GivesUp { get; set; }

        public TaskCompletionSource<IDisposable> IsServed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose() => pool.GiveBack(this);
    }
}
