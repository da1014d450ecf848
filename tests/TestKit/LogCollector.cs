using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace RealtimeHub.TestKit;

/// <summary>Keeps warnings and errors that no test has announced.</summary>
internal sealed class LogCollector : ILogEventSink
{
    /// <summary>Said at every start: keys are not needed in Development, and the pages may not be built.</summary>
    private static readonly int[] AlwaysAllowed = [2002, 16];

    private readonly ConcurrentQueue<(int Id, string Text)> _events = new();
    private readonly ConcurrentDictionary<int, bool> _allowed = new(AlwaysAllowed.Select(id => KeyValuePair.Create(id, true)));

    public IReadOnlyList<string> Unexpected => [.. _events.Where(e => !_allowed.ContainsKey(e.Id)).Select(e => e.Text)];

    public void Allow(int eventId) => _allowed[eventId] = true;

    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level < LogEventLevel.Warning) return;
        var id = logEvent.Properties.TryGetValue("EventId", out var value) && value is StructureValue structure
            && structure.Properties.FirstOrDefault(p => p.Name == "Id")?.Value is ScalarValue { Value: int number } ? number : 0;
        _events.Enqueue((id, $"{logEvent.Level} {id} {logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture)} {logEvent.Exception}"));
    }
}
