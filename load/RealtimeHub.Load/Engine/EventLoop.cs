using System.Collections.Concurrent;
using System.Diagnostics;
using RealtimeHub.Load.Engine.Native;

namespace RealtimeHub.Load.Engine;

/// <summary>
/// One thread that waits for all its sockets at once. Everything about them happens on it; other threads hand in commands.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    /// <summary>How exactly the loop knows the time: for pings, paces and rates.</summary>
    public static readonly TimeSpan TickLength = TimeSpan.FromMilliseconds(10);

    private const ulong WakeTag = ulong.MaxValue;
    private static readonly long TickTicks = (long)(TickLength.TotalSeconds * Stopwatch.Frequency);
    private static readonly long TicksPerMillisecond = Stopwatch.Frequency / 1_000;

    private readonly Poll _poll = new();
    private readonly Waker _waker = new();
    private readonly ConcurrentQueue<Action> _commands = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly ILoopWatcher _watcher;
    private bool _stopping; // Touched only by the loop.

    public EventLoop(ILoopWatcher watcher, SocketTarget target)
    {
        _watcher = watcher;
        Sockets = new SocketTable(_poll, watcher, target);
        _poll.Add(_waker.File, WakeTag, LinuxNumbers.Readable);
        _thread = new Thread(Run) { Name = "load loop", IsBackground = true };
    }

    /// <summary>To be touched only on the loop's thread.</summary>
    public SocketTable Sockets { get; }

    /// <summary>Completes when the loop has ended, and fails when it failed.</summary>
    public Task Ended => _ended.Task;

    public void Start() => _thread.Start();

    /// <summary>Does something on the loop's thread, as soon as it gets to it.</summary>
    public void Post(Action command)
    {
        _commands.Enqueue(command);
        _waker.Wake();
    }

    /// <summary>Does something on the loop's thread, and returns what came of it.</summary>
    public async Task<T> InvokeAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (LoadException e)
            {
                done.SetException(e);
            }
        });
        if (await Task.WhenAny(done.Task, Ended) != done.Task && !done.Task.IsCompleted)
        {
            await Ended;
            throw new LoadException("the connections are closed");
        }

        return await done.Task;
    }

    /// <summary>Ends the loop, and closes what is open.</summary>
    public async Task StopAsync()
    {
        Post(() => _stopping = true);
        await Ended;
    }

    /// <summary>Only after the loop has ended.</summary>
    public void Dispose()
    {
        _poll.Dispose();
        _waker.Dispose();
    }

    private void Run()
    {
        try
        {
            RunUntilStopped();
            _ended.SetResult();
        }
        catch (Exception e) // a thread's own exception would end the process without its reason being read
        {
            _ended.SetException(e);
        }
    }

    private void RunUntilStopped()
    {
        try
        {
            var nextTick = Stopwatch.GetTimestamp();
            while (!_stopping)
            {
                HandleNotices(nextTick);
                while (_commands.TryDequeue(out var command)) command();
                var now = Stopwatch.GetTimestamp();
                if (now < nextTick) continue;
                nextTick = now + TickTicks;
                Sockets.Tick(now);
                _watcher.Tick(now);
            }
        }
        finally
        {
            Sockets.CloseAll();
        }
    }

    private void HandleNotices(long until)
    {
        var left = Math.Max(0, until - Stopwatch.GetTimestamp());
        var count = _poll.Wait((int)((left + TicksPerMillisecond - 1) / TicksPerMillisecond));
        for (var i = 0; i < count; i++)
        {
            var (tag, events) = _poll[i];
            if (tag == WakeTag) _waker.Reset();
            else Sockets.Handle(tag, events);
        }
    }
}
