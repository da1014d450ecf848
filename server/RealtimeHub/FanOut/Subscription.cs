using RealtimeHub.Contracts;

namespace RealtimeHub.FanOut;

/// <summary>One connection's interest in one topic. Touched only by the shard's loop, except for <see cref="Activate"/>.</summary>
internal sealed class Subscription : IShardWork
{
    private readonly long _headAtStart;
    private long _due;
    private long _behindSince;

    /// <param name="subscriber">The connection.</param>
    /// <param name="lane">Its pace.</param>
    /// <param name="cursor">Where it begins.</param>
    /// <param name="head">The newest offset now: what it misses up to there is not its own slowness.</param>
    public Subscription(Subscriber subscriber, Lane lane, long cursor, long head)
    {
        Subscriber = subscriber;
        Lane = lane;
        Topic = lane.Topic;
        Cursor = cursor;
        _due = cursor;
        _headAtStart = head;
    }

    public Subscriber Subscriber { get; }

    public ShardTopic Topic { get; }

    public Lane Lane { get; set; }

    /// <summary>The last offset that was handed to the connection, or announced to it as missing.</summary>
    public long Cursor { get; private set; }

    /// <summary>How far its lane has come: it should have everything up to here.</summary>
    public long Due
    {
        get => Lane.IsDirect ? Topic.Log.Head : _due;
        set => _due = value;
    }

    /// <summary>The place in the lane's array of subscriptions; -1 once it is removed.</summary>
    public int Index { get; set; }

    /// <summary>Whether the client has been told that it is subscribed. Nothing is delivered before.</summary>
    public bool IsActive { get; private set; }

    public bool IsBehind => IsActive && Cursor < Due;

    /// <summary>Whether it had a chance to take what is due, and could not.</summary>
    private bool IsLate => _behindSince != 0;

    /// <summary>The reply has been written: events may follow. May be called on any thread.</summary>
    public void Activate() => Topic.Shard.Post(this);

    public void Run()
    {
        if (Index < 0) return;
        IsActive = true;
        Begin();
    }

    /// <summary>Goes on at another pace.</summary>
    public void ChangeTo(Pace pace)
    {
        _due = Cursor;

        // It waits for its new lane from here on, not because it is slow; unless it is: its write is pending.
        if (Subscriber.CanTake) _behindSince = 0;
        Topic.Move(this, pace);
        if (IsActive) Begin();
    }

    /// <summary>Hands the next slice to the connection. Only when it is behind and can take one.</summary>
    public void DeliverNext()
    {
        var verdict = IsLate && !Topic.Behind.IsEverything
            ? Topic.Behind.Judge(Cursor, Due, _behindSince)
            : new BehindVerdict(BehindOutcome.CaughtUp, Cursor);
        if (verdict.Outcome is BehindOutcome.Disconnected) Subscriber.Disconnect(Topic.Log.Name);
        else Deliver(verdict);
    }

    /// <summary>It could not take all that is due. What came before it subscribed does not count.</summary>
    public void FallBehind()
    {
        if (!IsLate && Cursor >= _headAtStart) _behindSince = Math.Max(1, Topic.Shard.Clock.GetTimestamp());
    }

    /// <summary>Whether its namespace wants its connection closed by now.</summary>
    public bool HasToGo() => IsLate && IsBehind && Topic.Behind.MayDisconnect && Topic.Behind.Judge(Cursor, Due, _behindSince).Outcome is BehindOutcome.Disconnected;

    /// <summary>What waits comes at once, or with the next tick of the lane.</summary>
    private void Begin()
    {
        if (Lane.IsDirect) Subscriber.CatchUp();
        else if (Cursor < Topic.Log.Head) Lane.Advance();
    }

    private void Deliver(BehindVerdict verdict)
    {
        var slice = verdict.From > Cursor
            ? Topic.Slices.Gap(Cursor, verdict.From, GapReasons.Slow, Subscriber.Encoder)
            : Topic.Slices.From(Cursor, Due, KindFor(verdict.Outcome), Subscriber.Encoder);
        Cursor = slice.To;
        Subscriber.Write(slice, isLive: slice.From >= _headAtStart);
        if (!IsLate) return;
        if (slice.Gaps > 0) Subscriber.Shard.CountBehind(slice.Events > 0 ? BehindOutcome.Conflated : BehindOutcome.Skipped);
        else if (!IsBehind) Subscriber.Shard.CountBehind(BehindOutcome.CaughtUp);
        if (!IsBehind) _behindSince = 0;
    }

    private SliceKind KindFor(BehindOutcome outcome) =>
        Lane.Pace.Conflate ? SliceKind.Newest
        : outcome is BehindOutcome.Conflated ? SliceKind.NewestWithGaps
        : SliceKind.All;
}
