using System.Text.Json;

namespace RealtimeHub.TestKit.Cluster;

/// <summary>What a node has logged: the last lines, and the errors that no test has announced.</summary>
public sealed class NodeLog
{
    private const int LinesKept = 400;

    private static readonly string[] Serious = ["\"@l\":\"Error\"", "\"@l\":\"Fatal\""];

    private readonly Lock _gate = new();

    // Both guarded by _gate.
    private readonly Queue<string> _lines = new();
    private readonly List<string> _errors = [];
    private readonly HashSet<int> _allowed;

    /// <param name="allowed">Event ids of errors that may come.</param>
    public NodeLog(params IEnumerable<int> allowed) => _allowed = [.. allowed];

    /// <summary>Takes the errors that came since the last time.</summary>
    public IReadOnlyList<string> TakeErrors()
    {
        lock (_gate)
        {
            string[] errors = [.. _errors];
            _errors.Clear();
            return errors;
        }
    }

    /// <summary>The lines that have this text in them, of the last ones.</summary>
    public IReadOnlyList<string> With(string text)
    {
        lock (_gate) return [.. _lines.Where(line => line.Contains(text, StringComparison.Ordinal))];
    }

    public override string ToString()
    {
        lock (_gate) return string.Join('\n', _lines);
    }

    internal void Add(string line)
    {
        var isError = Serious.Any(mark => line.Contains(mark, StringComparison.Ordinal)) && !_allowed.Contains(EventIdOf(line));
        Add(line, isError);
    }

    /// <summary>Whatever a process writes to its standard error is one: a crash, most of all.</summary>
    internal void AddError(string line) => Add(line, isError: true);

    private void Add(string line, bool isError)
    {
        lock (_gate)
        {
            if (_lines.Count == LinesKept) _lines.Dequeue();
            _lines.Enqueue(line);
            if (isError) _errors.Add(line);
        }
    }

    private static int EventIdOf(string line)
    {
        try
        {
            return JsonDocument.Parse(line).RootElement.TryGetProperty("EventId", out var id) && id.TryGetProperty("Id", out var number) ? number.GetInt32() : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
