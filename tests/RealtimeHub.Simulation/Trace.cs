namespace RealtimeHub.Simulation;

/// <summary>What happened, step by step: a hash of all of it, and the last lines as text.</summary>
internal sealed class Trace
{
    private const ulong Prime = 1_099_511_628_211;

    private readonly Queue<(long At, string Line)> _last = new();
    private readonly int _keep;

    public Trace(int keep) => _keep = keep;

    /// <summary>Tells the time in front of each line.</summary>
    public Func<long> Clock { get; set; } = () => 0;

    /// <summary>Two runs of one seed have the same.</summary>
    public ulong Hash { get; private set; } = 14_695_981_039_346_656_037;

    /// <summary>The last steps, with their times in seconds.</summary>
    public IEnumerable<string> Last => _last.Select(entry => $"{entry.At / (double)TimeSpan.TicksPerSecond,10:F6}  {entry.Line}");

    public void Add(string line)
    {
        var now = Clock();
        Mix((ulong)now);
        foreach (var letter in line) Mix(letter);
        if (_last.Count == _keep) _last.Dequeue();
        _last.Enqueue((now, line));
    }

    private void Mix(ulong value) => Hash = (Hash ^ value) * Prime;
}
