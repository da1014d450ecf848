using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>
/// A single-writer loop that owns a part of the connections, all their subscriptions and all their cursors. Everything
/// below it runs on this loop, one item at a time, so nothing in it needs a lock.
/// </summary>
internal sealed partial class Shard
{
    /// <summary>After so many writes the loop lets other work of the thread pool run: the sockets are emptied there.</summary>
    private const int WritesPerTurn = 256;

    // Unbounded in type, bounded in fact: see IShardWork.
    private readonly ConcurrentQueue<IShardWork> _work = new();

    private readonly Dictionary<TopicLog, ShardTopic> _topics = [];
    private readonly HashSet<Subscriber> _pending = [];
    private readonly RealtimeHubOptions _options;
    private readonly RealtimeHubMetrics _metrics;
    private readonly IFollowerWatch? _watch;
    private readonly ILogger _logger;
    private readonly LogThrottle _aheadLog;
    private readonly LogThrottle _cutLog;
    private readonly LogThrottle _slowLog;
    private readonly LogThrottle _failedLog;
    private IShardHost? _host;
    private bool _isRunning;
    private int _writes;

    public Shard(RealtimeHubOptions options, RealtimeHubMetrics metrics, TimeProvider clock, ILogger logger, IFollowerWatch? watch = null)
    {
        _options = options;
        _metrics = metrics;
        _watch = watch;
        Clock = clock;
        _logger = logger;
        _aheadLog = new LogThrottle(clock);
        _cutLog = new LogThrottle(clock);
        _slowLog = new LogThrottle(clock);
        _failedLog = new LogThrottle(clock);
        Tools = new SliceTools(options.FanOut, metrics.Delivery);
        Schedule = new LaneSchedule(this);
        Watchdog = new WatchdogWork(this);
        Pings = new PingRounds(options.Connections.PingInterval);
    }

    public TimeProvider Clock { get; }

    public SliceTools Tools { get; }

    public LaneSchedule Schedule { get; }

    public WatchdogWork Watchdog { get; }

    public PingRounds Pings { get; }

    /// <summary>How long a lane rests at most after it was delivered to.</summary>
    public TimeSpan LongestRest => _options.FanOut.MaxBatchDelay;

    public int MaxSubscriptions => _options.Connections.MaxSubscriptions;

    /// <summary>Whether something waits.</summary>
    public bool HasWork => !_work.IsEmpty;

    /// <summary>Who turns the loop, and is woken when there is something to look at. Set once, before anything is posted.</summary>
    public void RunOn(IShardHost host) => _host = host;

    /// <summary>Gives the loop something to look at. May be called on any thread.</summary>
    public void Post(IShardWork work)
    {
        _work.Enqueue(work);
        _host?.Wake();
    }

    /// <summary>As <see cref="Post"/>; who is on the loop's thread already, and not in the middle of its work, gets it done at once.</summary>
    public void RunOrPost(IShardWork work)
    {
        if (_host is { IsCurrent: true } && !_isRunning) RunOne(work);
        else Post(work);
    }

    /// <summary>Looks at what waits, up to a number of writes: sockets are looked at in between.</summary>
    public void RunTurn()
    {
        _writes = 0;
        while (_writes < WritesPerTurn && RunNext())
        {
        }
    }

    /// <summary>Looks at one waiting item. The loop is nothing but this, again and again.</summary>
    /// <returns>False when nothing waits.</returns>
    public bool RunNext()
    {
        if (!_work.TryDequeue(out var work)) return false;
        RunOne(work);
        return true;
    }

    /// <summary>The shard's view of a topic; listening begins with the first subscriber.</summary>
    /// <returns>Null when the log is retired.</returns>
    public ShardTopic? Follow(TopicLog log)
    {
        if (_topics.TryGetValue(log, out var topic)) return topic.HasEnded ? null : topic;
        topic = new ShardTopic(this, log);
        if (!log.TryListen(topic)) return null;
        topic.Audience = _watch?.Begin(topic);
        _topics.Add(log, topic);
        return topic;
    }

    /// <summary>The last subscriber of the topic has left.</summary>
    public void Forget(ShardTopic topic)
    {
        topic.Audience?.Ended(topic);
        topic.Log.StopListening(topic);
        _topics.Remove(topic.Log);
    }

    public void StartedWaitingFor(Subscriber subscriber)
    {
        if (_pending.Add(subscriber)) _metrics.Delivery.BehindChanged(+1);
    }

    public void StoppedWaitingFor(Subscriber subscriber)
    {
        if (_pending.Remove(subscriber)) _metrics.Delivery.BehindChanged(-1);
    }

    public void CountWrite(Slice slice, bool isLive)
    {
        _writes++;
        var metrics = _metrics.Delivery;
        metrics.Wrote(slice.Events, slice.Bytes);
        if (slice.GapReason is { } reason) metrics.Gaps(slice.Gaps, reason);
        if (isLive && slice.Events > 0 && metrics.WantsLatency) metrics.Took(Clock.GetElapsedTime(slice.AppendedAt));
    }

    /// <summary>Something was written that is no event.</summary>
    public void CountNotice() => _writes++;

    public void CountBehind(BehindOutcome outcome) => _metrics.Delivery.BehindEnded(outcome switch
    {
        BehindOutcome.CaughtUp => "caughtUp",
        BehindOutcome.Skipped => "skipped",
        BehindOutcome.Conflated => "conflated",
        _ => "disconnected",
    });

    /// <summary>The watchdog has cut a connection.</summary>
    public void CountCut(string connectionId)
    {
        _metrics.Delivery.Cut();
        if (_cutLog.MayLog()) LogCut(connectionId, _options.Connections.WriteTimeout);
    }

    /// <summary>A connection is closed because its namespace wants that for slow ones.</summary>
    public void CountSlow(string connectionId, TopicName topic)
    {
        CountBehind(BehindOutcome.Disconnected);
        if (_slowLog.MayLog()) LogSlow(connectionId, topic.Value);
    }

    public void CountSubscriptions(int by) => _metrics.SubscriptionsChanged(by);

    public void CountUnrecovered(string topic, string reason)
    {
        _metrics.Unrecovered(reason);
        if (reason == RecoveryReasons.Ahead && _aheadLog.MayLog()) LogAhead(topic);
    }

    /// <summary>Once a second: looks at the writes that are pending, and lets go of encoded events that nobody wants any more.</summary>
    public void LookAround()
    {
        foreach (var topic in _topics.Values) topic.Slices.ForgetWhenIdle();
        Tools.Cache.ForgetIdle();
        foreach (var subscriber in _pending) subscriber.LookAtPendingWrite(_options.Connections.WriteTimeout);
        Pings.NextSecond();
    }

    private void RunOne(IShardWork work)
    {
        _isRunning = true;
        try
        {
            work.Run();
        }
#pragma warning disable CA1031 // One item that fails must not end the loop that serves everybody else.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (_failedLog.MayLog()) LogFailed(work.GetType().Name, e);
        }
        finally
        {
            _isRunning = false;
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Warning,
        Message = "Connection {ConnectionId} was cut: one write to it did not finish within {WriteTimeout}. See RealtimeHub:Connections:WriteTimeout.")]
    private partial void LogCut(string connectionId, TimeSpan writeTimeout);

    [LoggerMessage(EventId = 1104, Level = LogLevel.Warning,
        Message = "Connection {ConnectionId} was closed with code 3008: it is too slow for {Topic}. See Behind of its namespace; the counters tell how often this happens.")]
    private partial void LogSlow(string connectionId, string topic);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Error, Message = "Fan-out work {Work} failed; the shard goes on. This is a bug.")]
    private partial void LogFailed(string work, Exception exception);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Warning,
        Message = "A client asked to continue {Topic} at an offset that the topic has not reached. It was told to reload (reason ahead).")]
    private partial void LogAhead(string topic);
}
