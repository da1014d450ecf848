using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace RealtimeHub.Tasks.Board;

/// <summary>Keeps tasks in a file of SQLite. Changes that come at the same time share one commit, which is on the disk when it is answered.</summary>
internal sealed class SqliteJournal : ITaskJournal, IAsyncDisposable
{
    /// <summary>How many changes one commit takes.</summary>
    private const int MostInOne = 1_000;

    /// <summary>How many seconds a server waits for another one that has the file, and may be about to end.</summary>
    private const int PatienceSeconds = 2;

    // As many as callers wait for: each waits for its own. What is removed waits for nobody, and is as many as have ended.
    private readonly Channel<Change> _changes = Channel.CreateUnbounded<Change>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteConnection _file;
    private readonly Task _writing;

    /// <param name="folder">Where the file lies; made when it is not there.</param>
    /// <exception cref="BoardUnavailableException">The file cannot be opened, or another server has it.</exception>
    public SqliteJournal(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "tasks.db");
        _file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = PatienceSeconds }.ToString());
        try
        {
            _file.Open();
            Run("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
            Run("CREATE TABLE IF NOT EXISTS tasks (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, record BLOB NOT NULL)");
        }
        catch (SqliteException e)
        {
            _file.Dispose();
            throw new BoardUnavailableException($"{path} cannot be used: {e.Message}", e);
        }

        _writing = Task.Run(WriteAllAsync);
    }

    public IReadOnlyList<TaskRecord> Read()
    {
        var tasks = new List<TaskRecord>();
        using var command = _file.CreateCommand();
        command.CommandText = "SELECT record FROM tasks ORDER BY place";
        using var rows = command.ExecuteReader();
        while (rows.Read()) tasks.Add(JsonSerializer.Deserialize<TaskRecord>((byte[])rows[0])!);
        return tasks;
    }

    public Task Write(TaskRecord task)
    {
        var change = new Change(task.Id, task);
        return _changes.Writer.TryWrite(change) ? change.IsSafe.Task : Task.FromException(new BoardUnavailableException("the file is closed", new ObjectDisposedException(nameof(SqliteJournal))));
    }

    public void Remove(string id) => _changes.Writer.TryWrite(new Change(id, null));

    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        await _writing;
        await _file.DisposeAsync();
    }

    private async Task WriteAllAsync()
    {
        var together = new List<Change>();
        while (await _changes.Reader.WaitToReadAsync())
        {
            while (together.Count < MostInOne && _changes.Reader.TryRead(out var change)) together.Add(change);
            var error = TryWrite(together);
            foreach (var change in together) change.End(error);
            together.Clear();
        }
    }

    private BoardUnavailableException? TryWrite(List<Change> changes)
    {
        try
        {
            using var all = _file.BeginTransaction();
            foreach (var change in changes) Write(change, all);
            all.Commit();
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, somebody waits for an answer, and the next ones will.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new BoardUnavailableException($"{_file.DataSource} cannot be written: {e.Message}", e);
        }
    }

    private void Write(Change change, SqliteTransaction all)
    {
        using var command = _file.CreateCommand();
        command.Transaction = all;
        command.CommandText = change.Task is null
            ? "DELETE FROM tasks WHERE id = $id"
            : "INSERT INTO tasks (id, record) VALUES ($id, $record) ON CONFLICT (id) DO UPDATE SET record = excluded.record";
        command.Parameters.AddWithValue("$id", change.Id);
        if (change.Task is not null) command.Parameters.AddWithValue("$record", JsonSerializer.SerializeToUtf8Bytes(change.Task));
        command.ExecuteNonQuery();
    }

    private void Run(string text)
    {
        using var command = _file.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private sealed record Change(string Id, TaskRecord? Task)
    {
        public TaskCompletionSource IsSafe { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void End(Exception? error)
        {
            if (error is null) IsSafe.TrySetResult();
            else if (Task is not null) IsSafe.TrySetException(error);
        }
    }
}
