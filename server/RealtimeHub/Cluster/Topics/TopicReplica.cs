using RealtimeHub.Cluster.Redis;
using RealtimeHub.Contracts;
using RealtimeHub.Topics;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Topics;

/// <summary>
/// The node's copy of one topic. Events come in the order of their offsets and no other way: told by Redis when they follow the newest one, and read from Redis otherwise. One
/// read at a time serves everybody on the node, whatever was missed: the beginning, a hole, or what a check has found.
/// </summary>
internal sealed class TopicReplica
{
    private readonly SharedTopicTools _tools;
    private readonly Coalesced _checks;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly EarlyEvents _early = new();
    private Task<ErrorCode>? _reading;
    private long _announced;
    private bool _isDoubtful;

    // Written under _gate, read anywhere.
    private volatile bool _isStopped;
    private volatile TopicLog? _log;

    public TopicReplica(TopicName name, SharedTopicTools tools)
    {
        (Name, _tools) = (name, tools);
        _checks = new Coalesced(() => CheckAsync(isDoubtful: false), SharedTopics.ReadInterval, tools.Clock);
    }

    public TopicName Name { get; }

    /// <summary>The log of the life that holds; null until it is there.</summary>
    public TopicLog? Log => _log;

    /// <summary>Begins to follow the topic.</summary>
    /// <returns>The log with all that is kept, or why there is none.</returns>
    public async Task<OpenedTopic> OpenAsync()
    {
        try
        {
            // First listening, then looking: what is published in between comes one way or the other.
            await FollowAsync();
            Task<ErrorCode> reading;
            lock (_gate) reading = Read();
            var refused = await reading;
            return new OpenedTopic(refused, refused == ErrorCode.None ? _log : null);
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            return new OpenedTopic(ErrorCode.Unavailable, null);
        }
    }

    /// <summary>Follows the channel; once more when the connection was made anew.</summary>
    public Task FollowAsync() => _tools.Link.FollowAsync(_tools.Link.Keys.Channel(Name), OnPushed, () => !_isStopped);

    /// <summary>Ends it when nobody uses its log, or there is none. From then on nothing is read into the log, and no other comes in its place.</summary>
    /// <param name="unused">How long nobody has used the log.</param>
    public bool TryRetire(TimeSpan unused)
    {
        lock (_gate)
        {
            var log = _log;
            if (log is not null && !log.TryRetire(unused)) return false;
            _isStopped = true;
            if (log is not null) _tools.Registry.Remove(log);
            return true;
        }
    }

    /// <summary>Stops following, after it was retired.</summary>
    public async Task StopAsync()
    {
        _log?.Empty();
        try
        {
            await _tools.Link.LeaveAsync(_tools.Link.Keys.Channel(Name), OnPushed);
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            // The connection is gone, and the subscription with it.
        }
    }

    /// <summary>Compares the log with Redis, together with all others who want that now, and brings it up to date.</summary>
    /// <exception cref="RedisException">Redis does not answer.</exception>
    public Task CheckSoonAsync() => _checks.RunAsync();

    /// <summary>Compares the log with Redis, and brings it up to date.</summary>
    /// <param name="isDoubtful">Whether Redis may have gone back to an older state.</param>
    public async Task CheckAsync(bool isDoubtful)
    {
        if (_isStopped || _log is not { } log) return;
        var head = log.Head;
        var compared = _tools.Comparison.RunAsync(Name, new SeenEvent(log.Epoch, head, log.StampOf(head)), isDoubtful);
        await Task.WhenAll(compared, _tools.Store.KeepAsync(Name));
        var state = await compared;
        Task<ErrorCode>? reading;
        lock (_gate)
        {
            if (_isStopped || log != _log || (state.Epoch == log.Epoch && state.Head <= log.Head)) return;
            if (_reading is null) _tools.Metrics.Hole("check");
            _isDoubtful |= state.Epoch != log.Epoch;
            _announced = Math.Max(_announced, state.Head);
            reading = Read();
        }

        await reading;
    }

    private void OnPushed(RedisValue message)
    {
        if (!PushedEvent.TryDecode(message, out var pushed) || pushed.Envelope.Event.Data.Length > _tools.MaxEventBytes)
        {
            _tools.Metrics.Malformed();
            return;
        }

        lock (_gate)
        {
            if (_isStopped) return;
            if (_log is not { } log || _reading is not null) Keep(pushed);
            else if (pushed.Epoch != log.Epoch || IsOther(log, pushed)) _ = CheckQuietlyAsync();
            else if (pushed.Offset > log.Head + 1) Miss(pushed);
            else Append(log, pushed.Offset, pushed.Envelope);
        }
    }

    /// <summary>Whether Redis gives a place to another event, after it has lost the first. Told twice is none.</summary>
    private static bool IsOther(TopicLog log, in PushedEvent pushed) =>
        pushed.Offset <= log.Head && log.StampOf(pushed.Offset) is { } known && known != pushed.Envelope.Stamp;

    private void Keep(in PushedEvent pushed)
    {
        _isDoubtful |= _log is { } log && log.Epoch != pushed.Epoch;
        _announced = Math.Max(_announced, pushed.Offset);
        _early.Add(pushed);
    }

    private void Miss(in PushedEvent pushed)
    {
        _tools.Metrics.Hole("push");
        Keep(pushed);
        _ = Read();
    }

    private static void Append(TopicLog log, long offset, in EventEnvelope envelope) => log.TryAppendAt(offset, envelope.Time, envelope.Event, envelope.Stamp);

    private async Task CheckQuietlyAsync()
    {
        try
        {
            await CheckSoonAsync();
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            // The next check, or the connection that comes back, asks again.
        }
    }

    /// <summary>Guarded by _gate: one read at a time, whoever wants it.</summary>
    private Task<ErrorCode> Read() => _isStopped ? Task.FromResult(ErrorCode.Unavailable) : _reading ??= Task.Run(ReadAsync);

    private async Task<ErrorCode> ReadAsync()
    {
        try
        {
            while (true)
            {
                long wanted;
                lock (_gate) (wanted, _isDoubtful) = (_announced, false);
                if (await ReadPartAsync() is not { } state) return Stop(_isStopped ? ErrorCode.Unavailable : ErrorCode.TopicLimit);
                if (TryStop(wanted, state.Head)) return ErrorCode.None;
            }
        }
        catch
        {
            Stop(ErrorCode.Unavailable);
            throw;
        }
    }

    /// <summary>Reads on from the newest event that is known; that one comes first, and shows whether the rest still belongs to it.</summary>
    /// <returns>Where the topic stands; null when there is no room for it.</returns>
    private async Task<TopicState?> ReadPartAsync()
    {
        if (_log is not { } log) return await BeginLifeAsync();
        var head = log.Head;
        var part = await _tools.Store.ReadAsync(Name, Math.Max(1, head), TopicStore.PageEvents);
        var isOther = part.Contradicts(head, log.StampOf(head));
        if (part.State.Epoch == log.Epoch && !isOther)
        {
            Apply(log, part);
            return part.State;
        }

        if (part.State.Epoch == log.Epoch)
        {
            _tools.Metrics.NewLife("replaced");
            await _tools.Store.RotateAsync(Name, log.Epoch);
        }

        return await BeginLifeAsync();
    }

    /// <summary>Fills a log of the life that holds in Redis, and puts it in the place of the one before.</summary>
    private async Task<TopicState?> BeginLifeAsync()
    {
        while (true)
        {
            var state = await _tools.Store.OpenAsync(Name);
            var log = _tools.Registry.Make(Name, state.Epoch!, head: 0);
            try
            {
                if (await FillAsync(log, state) is not { } filled) continue;
                return TryTake(log) ? filled : null;
            }
            finally
            {
                // It counts for the budget from its first event on.
                if (log != _log) log.Empty();
            }
        }
    }

    /// <returns>Where the topic stood at the end; null when its life has ended meanwhile.</returns>
    private async Task<TopicState?> FillAsync(TopicLog log, TopicState state)
    {
        while (log.Head < state.Head)
        {
            var part = await _tools.Store.ReadAsync(Name, log.Head + 1, TopicStore.PageEvents);
            if (part.State.Epoch != log.Epoch) return null;
            Apply(log, part);
            state = part.State;
        }

        return state;
    }

    private bool TryTake(TopicLog log)
    {
        TopicLog? before;
        lock (_gate)
        {
            if (_isStopped || _tools.Registry.Put(log) != ErrorCode.None) return false;
            (before, _log) = (_log, log);
            if (before is not null) _announced = log.Head;
        }

        before?.End();
        before?.Empty();
        return true;
    }

    private static void Apply(TopicLog log, in TopicPart part)
    {
        foreach (var (offset, envelope) in part.Events) Append(log, offset, envelope);

        // Nothing is kept of what is missing at the end.
        log.Skip(part.IsLast ? part.State.Head : part.UpTo);
    }

    private bool TryStop(long wanted, long head)
    {
        lock (_gate)
        {
            var log = _log!;
            foreach (var pushed in _early.Take())
            {
                if (pushed.Epoch == log.Epoch && pushed.Offset == log.Head + 1) Append(log, pushed.Offset, pushed.Envelope);
            }

            // What was announced before the read, and was not found by it, is nothing that Redis knows of. A log that is retired takes nothing, and would never get there.
            if (!log.IsRetired && (_isDoubtful || log.Head < head || (_announced > log.Head && _announced != wanted))) return false;
            _announced = log.Head;
            _reading = null;
            return true;
        }
    }

    private ErrorCode Stop(ErrorCode why)
    {
        lock (_gate)
        {
            _reading = null;
            _early.Clear();
            return why;
        }
    }
}
