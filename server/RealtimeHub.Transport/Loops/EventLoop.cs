using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RealtimeHub.Transport.Native;

namespace RealtimeHub.Transport.Loops;

/// <summary>
/// One thread that waits for its sockets and serves them, one after the other. What belongs to a loop is touched by its thread alone, so
/// most of it needs no lock; other threads hand work over with <see cref="Post"/>.
/// </summary>
internal sealed partial class EventLoop : IDisposable
{
    public const int ScratchSize = 65_536;

    // What the kernel watches besides sockets: no place in the table.
    private const ulong WakerTag = ulong.MaxValue;

    private readonly Poll _poll = new();
    private readonly Waker _waker = new();
    private readonly WatchTable _watched = new();
    private readonly TickWheel _wheel = new();
    private readonly ConcurrentQueue<ILoopWork> _posted = new();
    private readonly ILogger _logger;
    private readonly Action<Exception> _failed;
    private readonly Thread _thread;
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(ScratchSize, pinned: true);
    private ILoopGuest? _guest;
    private ITimer? _ticker;
    private int _ticksDue;
    private int _isAsleep;
    private volatile bool _isStopping;

    public EventLoop(int index, TimeProvider clock, ILogger logger)
    {
        (Index, Clock, _logger) = (index, clock, logger);
        Rounds = new SendRounds(clock);
        _failed = e => LogFailed(Index, e);
        _poll.TryAdd(_waker.File, WakerTag, LinuxNumbers.Readable);
        _thread = new Thread(Run) { IsBackground = true, Name = $"realtimehub-{index}" };
    }

    /// <summary>Which of the loops of the process this is.</summary>
    public int Index { get; }

    public TimeProvider Clock { get; }

    /// <summary>When sockets send what they have gathered. Whoever begins a round wakes the loop.</summary>
    public SendRounds Rounds { get; }

    /// <summary>Whether the caller runs on this loop.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Room for what is read from a socket, until the loop comes to the next one.</summary>
    public Span<byte> Scratch => _scratch;

    public void Start() => _thread.Start();

    /// <summary>Lets a guest share the thread. Once, at any time.</summary>
    public void Host(ILoopGuest guest)
    {
        Volatile.Write(ref _guest, guest);
        Wake();
    }

    /// <summary>Lets the loop do something soon. May be called on any thread.</summary>
    /// <remarks>Bounded by what exists: each connection and listener has at most a handful of such works under way.</remarks>
    public void Post(ILoopWork work)
    {
        _posted.Enqueue(work);
        Wake();
    }

    /// <summary>There is work. Costs a system call only when the loop sleeps.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _isAsleep, 0) == 1) _waker.Wake();
    }

    /// <summary>Watches a file for everything that can happen to it. On the loop.</summary>
    /// <returns>Null when the kernel has no room for another one.</returns>
    public ulong? Watch(int file, ISocketWatcher watcher, uint events)
    {
        var tag = _watched.Add(watcher);
        if (_poll.TryAdd(file, tag, events)) return tag;
        _watched.Remove(tag);
        return null;
    }

    /// <summary>Forgets a watcher, whose file is closed or taken out of the poll. On the loop.</summary>
    public void Forget(ulong tag) => _watched.Remove(tag);

    /// <summary>Does not watch a file any more, which stays open. On the loop.</summary>
    public void Unwatch(int file, ulong tag)
    {
        _poll.Remove(file);
        _watched.Remove(tag);
    }

    /// <summary>Has something looked at once a second. On the loop.</summary>
    public void AddTicked(ITicked member)
    {
        _wheel.Add(member);
        _ticker ??= Clock.CreateTimer(static loop => ((EventLoop)loop!).TickIsDue(), this, TickWheel.Step, TickWheel.Step);
    }

    /// <summary>On the loop.</summary>
    public void RemoveTicked(ITicked member)
    {
        _wheel.Remove(member);
        if (_wheel.Count > 0) return;
        _ticker?.Dispose();
        _ticker = null;
    }

    /// <summary>How many files the loop watches, besides its own. On the loop.</summary>
    public int WatchedCount => _watched.Count;

    /// <summary>Lets the loop end, and closes what it watches.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _waker.Wake();
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted)) Free();
        else if (!IsCurrent) _thread.Join();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            var count = _poll.Wait(MayRest() ? Rounds.Patience() : 0);
            Volatile.Write(ref _isAsleep, 0);
            for (var i = 0; i < count; i++) Dispatch(_poll[i]);
            RunPosted();
            Guarded(static loop => loop.Rounds.RunDue());
            TurnWheel();
            Guarded(static loop => loop._guest?.RunTurn());
        }

        foreach (var watcher in _watched.All) watcher.LoopEnds();
        RunPosted();
        Free();
    }

    /// <summary>
    /// Says that the loop goes to sleep, and then looks whether it may: whoever adds work after the look sees that it sleeps, and wakes it.
    /// </summary>
    private bool MayRest()
    {
        Interlocked.Exchange(ref _isAsleep, 1);
        return _posted.IsEmpty && Volatile.Read(ref _ticksDue) == 0 && _guest is not { HasWork: true };
    }

    private void Dispatch((ulong Tag, uint Events) notice)
    {
        if (notice.Tag == WakerTag)
        {
            _waker.Reset();
            return;
        }

        try
        {
            _watched.Find(notice.Tag)?.Notice(notice.Events);
        }
#pragma warning disable CA1031 // One connection that fails must not end the loop that serves everybody else.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(Index, e);
        }
    }

    private void RunPosted()
    {
        // Not more than there are now: works that post others come back after the sockets.
        for (var count = _posted.Count; count > 0 && _posted.TryDequeue(out var work); count--)
        {
            try
            {
                work.Run();
            }
#pragma warning disable CA1031 // As above.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogFailed(Index, e);
            }
        }
    }

    private void TickIsDue()
    {
        Interlocked.Increment(ref _ticksDue);
        Wake();
    }

    private void TurnWheel()
    {
        if (Volatile.Read(ref _ticksDue) == 0) return;

        // A loop that was held up does not look at anybody twice.
        for (var turns = Math.Min(Interlocked.Exchange(ref _ticksDue, 0), TickWheel.Spokes); turns > 0; turns--) _wheel.Turn(_failed);
    }

    private void Guarded(Action<EventLoop> action)
    {
        try
        {
            action(this);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(Index, e);
        }
    }

    private void Free()
    {
        _ticker?.Dispose();
        _waker.Dispose();
        _poll.Dispose();
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "Something failed on event loop {Loop}; the loop goes on. This is a bug.")]
    private partial void LogFailed(int loop, Exception exception);
}
