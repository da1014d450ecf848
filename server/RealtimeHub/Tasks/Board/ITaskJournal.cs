namespace RealtimeHub.Tasks.Board;

/// <summary>What a board writes down, so that its tasks outlive it.</summary>
internal interface ITaskJournal
{
    /// <summary>What was written before, in the order of its start. Read once, before anything is written.</summary>
    IReadOnlyList<TaskRecord> Read();

    /// <summary>Takes what has changed, in order. Called while nothing else changes; completes when it is safe.</summary>
    /// <exception cref="BoardUnavailableException">It cannot be written.</exception>
    Task Write(TaskRecord task);

    /// <summary>Forgets a task. Nobody waits for it.</summary>
    void Remove(string id);
}
