using System.Threading.Channels;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Tests.Tasks.Support;

/// <summary>A board that answers when the test wants it to.</summary>
internal sealed class ScriptedBoard(TimeProvider clock) : ITaskBoard
{
    private readonly Channel<bool> _asked = Channel.CreateUnbounded<bool>();
    private readonly Channel<TaskRecord> _given = Channel.CreateUnbounded<TaskRecord>();
    private readonly Channel<(TaskRecord Task, AttemptEnd End)> _ended = Channel.CreateUnbounded<(TaskRecord, AttemptEnd)>();
    private readonly Channel<bool> _kept = Channel.CreateUnbounded<bool>();

    public event Action<string>? Arrived;

    public event Action<string, int>? Unwanted;

    public TaskKeeping Kept => TaskKeeping.Disk;

    /// <summary>What the end of an attempt waits for.</summary>
    public Func<TaskRecord, Task> BeforeEnd { get; set; } = _ => Task.CompletedTask;

    /// <summary>What the next claim and the next renewal come to grief of.</summary>
    public Exception? Trouble { get; set; }

    /// <summary>What each renewal finds changed.</summary>
    public IReadOnlyList<TaskRecord> Changed { get; set; } = [];

    /// <summary>What was noted last of how far an attempt is.</summary>
    public (double? Percent, string? Message) LastNote { get; private set; }

    /// <summary>Waits until somebody asks for the next task.</summary>
    public async Task AskedAsync() => await _asked.Reader.ReadAsync(Patience.Token);

    /// <summary>The answer to who asks next, or has asked.</summary>
    public void Give(TaskRecord task) => _given.Writer.TryWrite(task);

    /// <summary>The next end of an attempt.</summary>
    public async Task<(TaskRecord Task, AttemptEnd End)> EndedAsync() => await _ended.Reader.ReadAsync(Patience.Token);

    /// <summary>Waits until the leases are renewed.</summary>
    public async Task KeptAsync() => await _kept.Reader.ReadAsync(Patience.Token);

    public ValueTask<bool> HasWorkAsync(string kind) => ValueTask.FromResult(true);

    public async ValueTask<TaskRecord?> ClaimAsync(string kind)
    {
        _asked.Writer.TryWrite(true);
        ThrowTrouble();
        return await _given.Reader.ReadAsync(Patience.Token);
    }

    public ValueTask<TaskRecord?> NoteAsync(TaskRecord claimed, double? percent, string? message)
    {
        LastNote = (percent, message);
        return ValueTask.FromResult<TaskRecord?>(claimed.Noted(percent, message));
    }

    public async ValueTask<TaskRecord?> EndAsync(TaskRecord claimed, AttemptEnd end)
    {
        await BeforeEnd(claimed);
        _ended.Writer.TryWrite((claimed, end));
        return claimed.After(end, clock.GetUtcNow());
    }

    public ValueTask<IReadOnlyList<TaskRecord>> KeepAsync()
    {
        _kept.Writer.TryWrite(true);
        ThrowTrouble();
        return ValueTask.FromResult(Changed);
    }

    public ValueTask<TaskRecord?> FindAsync(string id) => ValueTask.FromResult<TaskRecord?>(null);

    public ValueTask<TaskList> ListAsync(TaskQuery query) => ValueTask.FromResult(new TaskList([], ReadTo: null));

    public void Told(string id)
    {
    }

    public ValueTask<StartOutcome> StartAsync(TaskRecord task, WaitingRoom room, bool isLatest)
    {
        Arrived?.Invoke(task.Kind);
        throw new NotSupportedException();
    }

    public ValueTask<CancelOutcome> CancelAsync(string id)
    {
        Unwanted?.Invoke(id, 1);
        throw new NotSupportedException();
    }

    private void ThrowTrouble()
    {
        if (Trouble is not { } trouble) return;
        Trouble = null;
        throw trouble;
    }
}
