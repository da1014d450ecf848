using System.Threading.Channels;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Tests.Tasks.Support;

/// <summary>A journal whose writes end when the test wants it, and as it wants.</summary>
internal sealed class HeldJournal : ITaskJournal
{
    private readonly List<(string Id, TaskCompletionSource IsSafe)> _held = [];
    private readonly Channel<TaskRecord> _came = Channel.CreateUnbounded<TaskRecord>();

    /// <summary>Whether writes wait for <see cref="Succeed"/> or <see cref="Fail"/>.</summary>
    public bool Holds { get; set; }

    public IReadOnlyList<TaskRecord> Read() => [];

    public Task Write(TaskRecord task)
    {
        if (!Holds) return Task.CompletedTask;
        var isSafe = new TaskCompletionSource();
        _held.Add((task.Id, isSafe));
        _came.Writer.TryWrite(task);
        return isSafe.Task;
    }

    public void Remove(string id)
    {
    }

    /// <summary>The next write that is held.</summary>
    public async Task<TaskRecord> HeldAsync() => await _came.Reader.ReadAsync(Patience.Token);

    /// <summary>What is held is safe now.</summary>
    /// <param name="of">Only of this task; null for all.</param>
    /// <param name="thenHold">Whether what comes is held, too.</param>
    public void Succeed(string? of = null, bool thenHold = false) => End(write => write.SetResult(), of, thenHold);

    /// <summary>What is held could not be written.</summary>
    /// <param name="of">Only of this task; null for all.</param>
    /// <param name="thenHold">Whether what comes is held, too.</param>
    public void Fail(string? of = null, bool thenHold = false) => End(write => write.SetException(new BoardUnavailableException("the disk is full", new IOException())), of, thenHold);

    private void End(Action<TaskCompletionSource> how, string? of, bool thenHold)
    {
        Holds = thenHold;
        var ended = _held.Where(write => of is null || write.Id == of).ToList();
        _held.RemoveAll(ended.Contains);
        foreach (var write in ended) how(write.IsSafe);
    }
}
