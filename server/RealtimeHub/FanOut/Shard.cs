using System.Buffers;
using System.Threading.Channels;
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
    private readonly Channel<IShardWork> _work =
        Channel.CreateUnbounded<IShardWork>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = false });

    private readonly Dictionary<TopicLog, ShardTopic> _topics = [];
    private readonly HashSet<Subscriber> _pending = [];
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly RealtimeHubOptions _options;
    private readonly RealtimeHubMetrics _metrics;
    private readonly ILogger _logger;
    private readonly LogThrottle _aheadLog;
    private int _writes;

    public Shard(RealtimeHubOptions options, RealtimeHubMetrics metrics, TimeProvider clock, ILogger logger)
    {
        _options = options;
        _metrics = metrics;
        Clock = clock;
        _logger = logger;
        _aheadLog = new LogThrottle(clock);
        Watchdog = new WatchdogWork(this);
    }

    public TimeProvider Clock { get; }

    public WatchdogWork Watchdog { get; }

    public int MaxSubscriptions => _options.Connections.MaxSubscriptions;

    /// <summary>Gives the loop something to look at. May be called on any thread.</summary>
    public void Post(IShardWork work) => _work.Writer.TryWrite(work);

    /// <summary>Lets the loop end when it has looked at everything.</summary>
    public void Complete() => _work.Writer.TryComplete();

    public async Task RunAsync()
    {
        while (await _work.Reader.WaitToReadAsync())
        {
            while (_work.Reader.TryRead(out var work))
            {
                RunOne(work);
                if (_writes < WritesPerTurn) continue;
                _writes = 0;
                await Task.Yield();
            }
        }
    }

    /// <summary>The shard's view of a topic; listening begins with the first subscriber.</summary>
    /// <returns>Null when the log is retired.</returns>
    public ShardTopic? Follow(TopicLog log)
    {
        if (_topics.TryGetValue(log, out var topic)) return topic;
        var slices = new SliceBuilder(log, _options.FanOut.MaxSliceBytes, _options.FanOut.SlicesPerTopic, _buffer, _metrics);
        topic = new ShardTopic(this, log, slices);
        if (!log.TryListen(topic)) return null;
        _topics.Add(log, topic);
        return topic;
    }

    /// <summary>The last subscriber of the topic has left.</summary>
    public void Forget(ShardTopic topic)
    {
        topic.Log.StopListening(topic);
        _topics.Remove(topic.Log);
    }

    public void StartedWaitingFor(Subscriber subscriber) => _pending.Add(subscriber);

    public void StoppedWaitingFor(Subscriber subscriber) => _pending.Remove(subscriber);

    public void CountWrite(Slice slice)
    {
        _writes++;
        _metrics.SliceDelivered(slice.Events, slice.Bytes, slice.HasGap);
    }

    public void CountSubscriptions(int by) => _metrics.SubscriptionsChanged(by);

    public void CountUnrecovered(string topic, string reason)
    {
        _metrics.Unrecovered(reason);
        if (reason == RecoveryReasons.Ahead && _aheadLog.MayLog()) LogAhead(topic);
    }

    /// <summary>Once a second: ends the connections whose one write has been pending for too long, and lets go of unused slices.</summary>
    public void LookAround()
    {
        foreach (var topic in _topics.Values) topic.ForgetSlicesWhenIdle();
        foreach (var subscriber in _pending)
        {
            if (subscriber.IsCut || Clock.GetElapsedTime(subscriber.WriteStarted) < _options.Connections.WriteTimeout) continue;
            subscriber.IsCut = true;
            _metrics.ConnectionCut();
            LogCut(subscriber.Connection.Id, _options.Connections.WriteTimeout);
            subscriber.Connection.Abort();
        }
    }

    private void RunOne(IShardWork work)
    {
        try
        {
            work.Run();
        }
#pragma warning disable CA1031 // One item that fails must not end the loop that serves everybody else.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(work.GetType().Name, e);
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Warning,
        Message = "Connection {ConnectionId} was cut: one write to it did not finish within {WriteTimeout}. See RealtimeHub:Connections:WriteTimeout.")]
    private partial void LogCut(string connectionId, TimeSpan writeTimeout);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Error, Message = "Fan-out work {Work} failed; the shard goes on. This is a bug.")]
    private partial void LogFailed(string work, Exception exception);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Warning,
        Message = "A client asked to continue {Topic} at an offset that the topic has not reached. It was told to reload (reason ahead).")]
    private partial void LogAhead(string topic);
}
