using System.Collections.Concurrent;

namespace RealtimeHub.Limits;

/// <summary>Users or addresses by name, bounded in number. They outlive their connections for as long as that makes a difference.</summary>
internal sealed class PartyTable<TKey>
    where TKey : notnull
{
    private const int FirstSweepAt = 1_024;
    private static readonly TimeSpan SweepPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TKey, Party> _parties = new();
    private readonly Lock _sweeping = new();
    private readonly int _max;
    private readonly TimeProvider _clock;
    private readonly Action _full;
    private readonly Party _shared = new();
    private int _sweepAt;
    private long _swept;

    /// <param name="max">How many are remembered.</param>
    /// <param name="clock">What buckets are measured by.</param>
    /// <param name="full">Told when a new one finds no room.</param>
    public PartyTable(int max, TimeProvider clock, Action full)
    {
        (_max, _clock, _full) = (max, clock, full);
        _sweepAt = Math.Min(FirstSweepAt, max);
    }

    public int Count => _parties.Count;

    /// <summary>The party of that name. When there are too many, those without a name yet share one.</summary>
    public Party Find(TKey key)
    {
        if (_parties.TryGetValue(key, out var known)) return known;
        if (_parties.Count >= _sweepAt) Sweep();
        if (_parties.Count < _max) return _parties.GetOrAdd(key, static _ => new Party());
        _full();
        return _shared;
    }

    /// <summary>Counts a connection of the party of that name.</summary>
    public Party Enter(TKey key, bool isAnonymous)
    {
        while (true)
        {
            var party = Find(key);
            if (party.TryEnter(isAnonymous)) return party;
            _parties.TryRemove(new KeyValuePair<TKey, Party>(key, party));
        }
    }

    /// <summary>
    /// Forgets whoever nobody would miss. The next sweep comes when there are twice as many as are left, and no more often than once a
    /// second: a table that is full of busy ones must not be looked through for each new one.
    /// </summary>
    private void Sweep()
    {
        lock (_sweeping)
        {
            var now = _clock.GetTimestamp();
            if (_parties.Count < _sweepAt || (_swept != 0 && _clock.GetElapsedTime(_swept, now) < SweepPause)) return;
            _swept = Math.Max(1, now);
            foreach (var entry in _parties)
            {
                if (entry.Value.TryRetire(now)) _parties.TryRemove(entry);
            }

            _sweepAt = Math.Clamp(2 * _parties.Count, Math.Min(FirstSweepAt, _max), _max);
        }
    }
}
