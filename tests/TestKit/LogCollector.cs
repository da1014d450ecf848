using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace RealtimeHub.TestKit;

/// <summary>Keeps warnings and errors that no test has announced, and counts all that is logged.</summary>
internal sealed class LogCollector : ILogEventSink
{
    /// <summary>
    /// Said at every start: keys are not needed in Development (2002), and the pages may not be built (16). And that Kestrel's clock
    /// came late (22), which tells how busy the machine is on which the tests run.
    /// </summary>
    private static readonly int[] AlwaysAllowed = [2002, 16, 22];

    private readonly ConcurrentQueue<(int Id, string Text)> _events = new();
    private readonly ConcurrentDictionary<int, bool> _allowed = new(AlwaysAllowed.Select(id => KeyValuePair.Create(id, true)));

    private readonly ConcurrentDictionary<int, int> _counts = new();
    private readonly ConcurrentDictionary<int, ConcurrentQueue<LogEvent>> _kept = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Unexpected => [.. _events.Where(e => !_allowed.ContainsKey(e.Id)).Select(e => e.Text)];

    public void Allow(int eventId) => _allowed[eventId] = true;

    /// <summary>Keeps all events with this id from now on.</summary>
    public void Keep(int eventId) => _kept[eventId] = [];

    /// <summary>What each of them carries, by name.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Kept(int eventId) =>
        [.. _kept[eventId].Select(one => one.Properties.ToDictionary(property => property.Key, property => property.Value is ScalarValue scalar ? scalar.Value : property.Value))];

    public int CountOf(int eventId) => _counts.GetValueOrDefault(eventId);

    public async Task WaitForAsync(int eventId, int atLeast)
    {
        var patience = Patience.Token;
        while (true)
        {
            Task changed;
            lock (_gate) changed = _changed.Task;
            if (CountOf(eventId) >= atLeast) return;
            await changed.WaitAsync(patience);
        }
    }

    public void Emit(LogEvent logEvent)
    {
        var id = logEvent.Properties.TryGetValue("EventId", out var value) && value is StructureValue structure
            && structure.Properties.FirstOrDefault(p => p.Name == "Id")?.Value is ScalarValue { Value: int number } ? number : 0;
        if (_kept.TryGetValue(id, out var kept)) kept.Enqueue(logEvent);
        Count(id);
        if (logEvent.Level < LogEventLevel.Warning) return;
        _events.Enqueue((id, $"{logEvent.Level} {id} {logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture)} {logEvent.Exception}"));
    }

    private void Count(int id)
    {
        _counts.AddOrUpdate(id, 1, (_, count) => count + 1);
        TaskCompletionSource changed;
        lock (_gate) (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        changed.SetResult();
    }
}
