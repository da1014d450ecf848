using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using HdrHistogram;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Fleets.Workers;

/// <summary>One worker, as seen by whoever started it.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>The first argument that makes the program a worker.</summary>
    public const string Argument = "worker";

    private const int MaxErrorLines = 20;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Task _reading;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<WorkerReply>> _waiting = new();
    private readonly ConcurrentDictionary<int, HistogramBase> _seconds = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly SemaphoreSlim _writing = new(1);
    private FleetTotals[] _totals = [default]; // Replaced as a whole: the reading thread writes, anybody reads.
    private string? _nonsense; // Why nothing more is read, when what came could not be understood.
    private int _lastId;

    /// <summary>Run by its assembly, and not by the program that runs now: that may be another one that uses the fleet.</summary>
    /// <exception cref="LoadException">It could not be started.</exception>
    public WorkerProcess()
        : this("dotnet", [typeof(WorkerProcess).Assembly.Location, Argument])
    {
    }

    /// <param name="program">It speaks as a <see cref="Worker"/> does.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="LoadException">It could not be started.</exception>
    public WorkerProcess(string program, IEnumerable<string> arguments)
    {
        _process = Start(program, arguments);
        _process.ErrorDataReceived += (_, line) => NoteError(line.Data);
        _process.BeginErrorReadLine();
        _reading = ReadAsync();
    }

    public int ProcessId => _process.Id;

    public FleetTotals Totals => Volatile.Read(ref _totals)[0];

    /// <summary>The latencies of a second, as last told; null when none were.</summary>
    public HistogramBase? Second(int second) => _seconds.GetValueOrDefault(second);

    /// <summary>The latencies of all seconds are forgotten: the measurement begins anew.</summary>
    public void ForgetSeconds() => _seconds.Clear();

    /// <exception cref="LoadException">It could not be done, or the worker has ended.</exception>
    public async Task<WorkerReply> AskAsync(WorkerCommand command, CancellationToken stop)
    {
        var numbered = command with { Id = Interlocked.Increment(ref _lastId) };
        var answer = new TaskCompletionSource<WorkerReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[numbered.Id] = answer;
        await WriteAsync(JsonSerializer.Serialize(numbered), stop);
        if (await Task.WhenAny(answer.Task, _reading).WaitAsync(stop) == _reading && !answer.Task.IsCompleted) throw await EndedAsync();
        var reply = await answer.Task;
        return reply.Error is { } error ? throw new LoadException(error) : reply;
    }

    public async ValueTask DisposeAsync()
    {
        CloseInput();
        await EndAsync();
        await _reading;
        _process.Dispose();
        _writing.Dispose();
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        try
        {
            return Process.Start(info) ?? throw new LoadException("a worker could not be started");
        }
        catch (Win32Exception e)
        {
            throw new LoadException($"a worker could not be started: {e.Message}");
        }
    }

    // A worker ends when its input does. One that has died may have left something unread in the pipe, which nobody wants any more.
    private void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            _process.StandardInput.BaseStream.Dispose();
        }
    }

    private async Task WriteAsync(string line, CancellationToken stop)
    {
        await _writing.WaitAsync(stop);
        try
        {
            await _process.StandardInput.WriteLineAsync(line.AsMemory(), stop);
            await _process.StandardInput.FlushAsync(stop);
        }
        catch (IOException)
        {
            throw await EndedAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Never fails: it ends, and <see cref="_nonsense"/> says why when it is not the worker that ended.</summary>
    private async Task ReadAsync()
    {
        try
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line) Take(line);
        }
        catch (Exception e) // whatever came: what follows it cannot be trusted either
        {
            Volatile.Write(ref _nonsense, e.Message);
            _process.Kill();
        }
    }

    private void Take(string line)
    {
        var (reply, news) = JsonSerializer.Deserialize<WorkerLine>(line) ?? throw new JsonException("It is nothing.");
        if (news is not null) Take(news);
        if (reply is not null && _waiting.TryRemove(reply.Id, out var answer)) answer.SetResult(reply);
    }

    private void Take(WorkerNews news)
    {
        foreach (var (second, latencies) in news.Seconds) _seconds[second] = Histograms.Decode(latencies);
        Volatile.Write(ref _totals, [news.Totals]);
    }

    private async Task<LoadException> EndedAsync()
    {
        await EndAsync();
        var end = Volatile.Read(ref _nonsense) is { } nonsense ? $"a worker said what nobody understands: {nonsense}"
            : _process.HasExited ? $"a worker ended with code {_process.ExitCode}"
            : "a worker does not end";
        return new LoadException($"{end}:\n{string.Join('\n', _errors)}");
    }

    /// <summary>Waits for its end and the last of what it wrote, but not without limit: one that does not end by itself is killed.</summary>
    private async Task EndAsync()
    {
        if (await HasEndedAsync()) return;
        _process.Kill(entireProcessTree: true);
        await HasEndedAsync();
    }

    private async Task<bool> HasEndedAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(StopLimit, TimeProvider.System);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void NoteError(string? line)
    {
        if (line is null) return;
        _errors.Enqueue(line);
        if (_errors.Count > MaxErrorLines) _errors.TryDequeue(out _);
    }
}
