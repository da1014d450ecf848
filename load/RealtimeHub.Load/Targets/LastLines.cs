namespace RealtimeHub.Load.Targets;

/// <summary>The last lines of a server's output, to explain why it did not start.</summary>
internal sealed class LastLines(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new(); // Guarded by _gate.

    public void Add(string? line)
    {
        if (line is null) return;
        lock (_gate)
        {
            if (_lines.Count == capacity) _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }

    public override string ToString()
    {
        lock (_gate) return string.Join('\n', _lines);
    }
}
