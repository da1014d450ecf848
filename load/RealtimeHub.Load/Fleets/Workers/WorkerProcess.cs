using System.Collections.Concurrent;
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
    private int _lastId;

    public WorkerProcess()
    {
        // Run by its assembly, and not by the program that runs now: that may be another one that uses the fleet.
        var info = new ProcessStartInfo("dotnet", [typeof(WorkerProcess).Assembly.Location, Argument])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        _process = Process.Start(info) ?? throw new LoadException("a worker could not be started");
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
        try
        {
            await _process.WaitForExitAsync().WaitAsync(StopLimit, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        await _reading;
        _process.Dispose();
        _writing.Dispose();
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

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var (reply, news) = JsonSerializer.Deserialize<WorkerLine>(line)!;
            if (news is not null) Take(news);
            if (reply is not null && _waiting.TryRemove(reply.Id, out var answer)) answer.SetResult(reply);
        }
    }

    private void Take(WorkerNews news)
    {
        foreach (var (second, latencies) in news.Seconds) _seconds[second] = Histograms.Decode(latencies);
        Volatile.Write(ref _totals, [news.Totals]);
    }

    private async Task<LoadException> EndedAsync()
    {
        await _process.WaitForExitAsync(); // and for the last of what it wrote
        return new LoadException($"a worker ended with code {_process.ExitCode}:\n{string.Join('\n', _errors)}");
    }

    private void NoteError(string? line)
    {
        if (line is null) return;
        _errors.Enqueue(line);
        if (_errors.Count > MaxErrorLines) _errors.TryDequeue(out _);
    }
}
