using RealtimeHub.Contracts;

namespace RealtimeHub.FanOut;

/// <summary>One connection's interest in one topic. Touched only by the shard's loop, except for <see cref="Activate"/>.</summary>
internal sealed class Subscription : IShardWork
{
    private readonly long _headAtStart;
    private long _behindSince;
    private BehindOutcome _worst;

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
        Due = cursor;
        _headAtStart = head;
    }

    public Subscriber Subscriber { get; }

    public ShardTopic Topic { get; }

    public Lane Lane { get; set; }

    /// <summary>The last offset that was handed to the connection, or announced to it as missing.</summary>
    public long Cursor { get; private set; }

    /// <summary>How far its lane has come: it should have everything up to here.</summary>
    public long Due { get; set; }

    /// <summary>The place in the lane's array of subscriptions; -1 once it is removed.</summary>
    public int Index { get; set; }

    /// <summary>Whether the server has made it by itself: the client may put one of its own in its place.</summary>
    public bool IsByServer { get; init; }

    /// <summary>Whether the client has been told that it is subscribed. Nothing is delivered before.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Whether it gets what is said beside the events. Set before it is active, and by the shard's loop after that.</summary>
    public bool HearsNotices { get; set; }

    /// <summary>The number of the last notice that was handed to the connection, as its shard counts; 0 before the first.</summary>
    public int Notice { get; set; }

    public bool IsBehind => IsActive && (Cursor < Due || IsOver);

    /// <summary>Whether the topic's log has ended. The client has still to be told.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether something was due and could not be handed over, because the write before was pending; and it has not caught up since.</summary>
    private bool IsLate => _behindSince != 0;

    /// <summary>The reply has been written: events may follow. May be called on any thread.</summary>
    public void Activate() => Topic.Shard.Post(this);

    public void Run()
    {
        if (Index < 0) return;
        IsActive = true;
        Begin();
        Topic.Audience?.Give(this);
    }

    /// <summary>The topic goes on in another life: the client is told, and subscribes again with the position that it has.</summary>
    public void End()
    {
        IsOver = true;
        if (IsActive) Subscriber.TakeAnotherTurn();
    }

    /// <summary>Goes on at another pace.</summary>
    public void ChangeTo(Pace pace)
    {
        if (IsOver) return;
        Due = Cursor;

        // It waits for its new lane from here on, not because it is slow; unless it is: its write is pending.
        if (IsLate && Subscriber.CanTake) KeepUp();
        Topic.Move(this, pace);
        if (IsActive) Begin();
    }

    /// <summary>Hands the next slice to the connection. Only when it is behind and can take one.</summary>
    public void DeliverNext()
    {
        if (IsOver)
        {
            TellEnd();
            return;
        }

        var verdict = IsLate && !Topic.Behind.IsEverything
            ? Judge()
            : new BehindVerdict(BehindOutcome.CaughtUp, Cursor);
        if (verdict.Outcome is BehindOutcome.Disconnected) Subscriber.Disconnect(Topic.Log.Name);
        else Deliver(verdict);
    }

    /// <summary>Its write is pending, and more is due. What came before it subscribed does not count.</summary>
    public void FallBehind()
    {
        if (!IsLate && Cursor >= _headAtStart) _behindSince = Math.Max(1, Topic.Shard.Clock.GetTimestamp());
    }

    /// <summary>Looks at it while its write is pending: whether its namespace wants its connection closed by now.</summary>
    public bool HasToGo()
    {
        if (!IsBehind || IsOver) return false;
        FallBehind();
        return IsLate && Topic.Behind.MayDisconnect && Judge().Outcome is BehindOutcome.Disconnected;
    }

    private BehindVerdict Judge() => Topic.Behind.Judge(Cursor, Due, _behindSince, Lane.Pace.Interval);

    /// <summary>What waits comes at once, or with the next tick of the lane.</summary>
    private void Begin()
    {
        if (IsOver)
        {
            Subscriber.TakeAnotherTurn();
            return;
        }

        if (Cursor == Topic.Log.Head) return;
        if (Lane.IsDirect)
        {
            Due = Topic.Log.Head;
            Subscriber.CatchUp();
        }
        else
        {
            Lane.Advance();
        }
    }

    private void TellEnd()
    {
        Subscriber.Write(Topic.Slices.Gap(Cursor, Math.Max(Cursor, Topic.Log.Head), GapReasons.EpochChanged, Subscriber.Encoder), isLive: false);
        Topic.Shard.CountSubscriptions(-1);
        Subscriber.Remove(this);
    }

    private void Deliver(BehindVerdict verdict)
    {
        var slice = verdict.From > Cursor
            ? Topic.Slices.Gap(Cursor, verdict.From, GapReasons.Slow, Subscriber.Encoder)
            : Topic.Slices.From(Cursor, Due, KindFor(verdict.Outcome), Subscriber.Encoder);
        Cursor = slice.To;
        Subscriber.Write(slice, isLive: Lane.IsDirect && slice.From >= _headAtStart);
        if (!IsLate) return;
        if (slice.Gaps > 0) _worst = slice.Events > 0 ? BehindOutcome.Conflated : BehindOutcome.Skipped;
        if (!IsBehind) KeepUp();
    }

    private void KeepUp()
    {
        Subscriber.Shard.CountBehind(_worst);
        (_behindSince, _worst) = (0, BehindOutcome.CaughtUp);
    }

    private SliceKind KindFor(BehindOutcome outcome) =>
        Lane.Pace.Conflate ? SliceKind.Newest
        : outcome is BehindOutcome.Conflated ? SliceKind.NewestWithGaps
        : SliceKind.All;
}
