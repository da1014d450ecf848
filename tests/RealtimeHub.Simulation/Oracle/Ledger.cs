using RealtimeHub.Contracts;

namespace RealtimeHub.Simulation.Oracle;

/// <summary>What the publishers were told: which event stands at which offset of which life of a topic.</summary>
internal sealed class Ledger
{
    private readonly Judge _oracle;
    private readonly Dictionary<(string Topic, string Epoch), List<Published>> _lives = [];
    private readonly Dictionary<string, string> _names = [];

    public Ledger(Judge oracle) => _oracle = oracle;

    public int Lives => _lives.Count;

    public void Accepted(string topic, StreamPosition position, Published published)
    {
        if (!_lives.TryGetValue((topic, position.Epoch), out var life)) _lives.Add((topic, position.Epoch), life = []);
        life.Add(published);
        if (position.Offset != life.Count) _oracle.Report($"{topic}: event {life.Count} of its life was told offset {position.Offset}");
    }

    /// <summary>The event at an offset; null when there is none.</summary>
    public Published? Find(string topic, string epoch, long offset) =>
        _lives.TryGetValue((topic, epoch), out var life) && offset >= 1 && offset <= life.Count ? life[(int)offset - 1] : null;

    /// <summary>Whether an event of this key stands in (<paramref name="after"/>, <paramref name="upTo"/>].</summary>
    public bool HasKey(string topic, string epoch, string? key, long after, long upTo)
    {
        for (var offset = after + 1; offset <= upTo; offset++)
        {
            if (Find(topic, epoch, offset) is { } published && published.Key == key) return true;
        }

        return false;
    }

    /// <summary>A short name for an epoch: real ones are random, and would make every trace another one.</summary>
    public string Name(string epoch)
    {
        if (!_names.TryGetValue(epoch, out var name)) _names.Add(epoch, name = $"e{_names.Count + 1}");
        return name;
    }
}

/// <summary>An event as its publisher knows it.</summary>
/// <param name="Data">What it says; no two say the same.</param>
/// <param name="Key">What it is about.</param>
/// <param name="At">When it was published, in ticks of the clock.</param>
internal sealed record Published(string Data, string? Key, long At);
