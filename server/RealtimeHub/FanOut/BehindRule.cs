using RealtimeHub.Configuration;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>What a namespace wants for subscriptions that are behind, applied to one topic.</summary>
internal sealed class BehindRule
{
    /// <summary>Limits begin to count after this time: any client needs a moment for a burst.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.5);

    private readonly TopicLog _log;
    private readonly TimeProvider _clock;
    private readonly BehindPolicy _policy;
    private readonly long? _maxEvents;
    private readonly long? _maxBytes;
    private readonly TimeSpan? _maxTime;

    public BehindRule(TopicLog log, TimeProvider clock, int maxSliceBytes)
    {
        var options = log.Settings.Behind;
        (_log, _clock, _policy) = (log, clock, options.Policy);
        (_maxEvents, _maxBytes, _maxTime) = (options.MaxEvents, options.MaxBytes, options.MaxTime);
        if (_policy == BehindPolicy.Latest && !HasLimits) _maxBytes = maxSliceBytes;
    }

    /// <summary>Whether the rule asks for more than the log itself does.</summary>
    public bool IsEverything => _policy == BehindPolicy.Recover && !HasLimits;

    /// <summary>Whether a connection may have to be closed for it.</summary>
    public bool MayDisconnect => _policy == BehindPolicy.Disconnect;

    private bool HasLimits => _maxEvents is not null || _maxBytes is not null || _maxTime is not null;

    /// <summary>What a subscription that is behind gets.</summary>
    /// <param name="cursor">Where it stands.</param>
    /// <param name="due">How far it should be.</param>
    /// <param name="since">Since when it is behind, as a timestamp of the clock.</param>
    /// <param name="interval">How long its events wait anyway, because of its rate.</param>
    public BehindVerdict Judge(long cursor, long due, long since, TimeSpan interval)
    {
        var lag = _log.Lag(cursor, due);
        var isOver = _clock.GetElapsedTime(since) >= Grace
            && (lag.Events > _maxEvents || lag.Bytes > _maxBytes || _clock.GetElapsedTime(lag.OldestAt) - interval > _maxTime);
        return _policy switch
        {
            BehindPolicy.Disconnect when isOver || lag.IsLost => new BehindVerdict(BehindOutcome.Disconnected, cursor),
            BehindPolicy.Latest when isOver => new BehindVerdict(BehindOutcome.Conflated, cursor),
            BehindPolicy.Recover when isOver && FirstWithinLimits(cursor, due, interval) is var first && first > cursor => new BehindVerdict(BehindOutcome.Skipped, first),
            _ => new BehindVerdict(BehindOutcome.CaughtUp, cursor),
        };
    }

    private long FirstWithinLimits(long cursor, long due, TimeSpan interval)
    {
        var notBefore = _maxTime is { } time ? _clock.GetTimestamp() - (long)((time + interval).TotalSeconds * _clock.TimestampFrequency) : long.MinValue;
        return _log.FirstWithin(cursor, due, _maxEvents ?? long.MaxValue, _maxBytes ?? long.MaxValue, notBefore);
    }
}

/// <summary>What a subscription that is behind gets.</summary>
/// <param name="Outcome">The kind of it.</param>
/// <param name="From">After which offset events follow; what lies before is announced as a gap.</param>
internal readonly record struct BehindVerdict(BehindOutcome Outcome, long From);

/// <summary>How it ended that a subscription was behind.</summary>
internal enum BehindOutcome
{
    /// <summary>It got everything.</summary>
    CaughtUp,

    /// <summary>Some events were too far back, and announced as a gap.</summary>
    Skipped,

    /// <summary>It got the newest event of each key.</summary>
    Conflated,

    /// <summary>Its connection was closed.</summary>
    Disconnected,
}
