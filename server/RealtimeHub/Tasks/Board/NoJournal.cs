namespace RealtimeHub.Tasks.Board;

/// <summary>Writes nothing down.</summary>
internal sealed class NoJournal : ITaskJournal
{
    public IReadOnlyList<TaskRecord> Read() => [];

    public Task Write(TaskRecord task) => Task.CompletedTask;

    public void Remove(string id)
    {
    }
}
