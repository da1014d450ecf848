using System.Runtime.CompilerServices;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut.Encoding;

namespace RealtimeHub.FanOut;

/// <summary>
/// A connection as its shard sees it: its subscriptions, and whether its one write is pending. Touched only by the shard's
/// loop, except where noted.
/// </summary>
internal sealed class Subscriber : IShardWork
{
    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(1);

    private readonly List<Subscription> _subscriptions = [];
    private readonly Action _onWritten;
    private ValueTaskAwaiter _write;
    private int _nextTurn;
    private bool _isGivenUp;
    private bool _isTurnOfNotices;

    // Up while the subscriber waits in the shard's queue, for whatever reason: so it waits there once. Raised on any thread.
    private int _flag;

    // Set on the thread that finishes a write.
    private volatile bool _writeFinished;

    public Subscriber(IClientConnection connection, Shard shard, IEventEncoder encoder)
    {
        Connection = connection;
        Shard = shard;
        Encoder = encoder;
        _onWritten = OnWritten;
    }

    public IClientConnection Connection { get; }

    public Shard Shard { get; }

    public IEventEncoder Encoder { get; }

    public bool IsClosed { get; private set; }

    /// <summary>Whether it may be handed a slice.</summary>
    public bool CanTake => !IsWritePending && !IsClosed && !IsCut;

    /// <summary>Whether the shard has ended the connection; its write may still take a moment to fail.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether a write has not finished yet. Until then the subscriber gets nothing: its cursors lag, nothing is queued.</summary>
    public bool IsWritePending { get; private set; }

    /// <summary>Whether something was said beside the events while its write was pending.</summary>
    public bool MissesNotice { get; set; }

    /// <summary>When the pending write began, as a timestamp of the clock.</summary>
    public long WriteStarted { get; private set; }

    /// <summary>The second of the shard's count in which it was last written to.</summary>
    public int WrittenAt { get; private set; }

    /// <summary>Its place in the rounds of pings; null when it has none.</summary>
    public (int Group, int Index)? PingPlace { get; set; }

    public int SubscriptionCount => _subscriptions.Count;

    // A connection has few subscriptions: a list costs less memory than a dictionary, and a look-up only happens on (un)subscribe.
    public Subscription? Find(string topic) =>
        _subscriptions.Find(s => string.Equals(s.Topic.Log.Name.Value, topic, StringComparison.Ordinal));

    public IReadOnlyList<TopicName> Topics() => _subscriptions.ConvertAll(subscription => subscription.Topic.Log.Name);

    public void Add(Subscription subscription) => _subscriptions.Add(subscription);

    public void Remove(Subscription subscription)
    {
        _subscriptions.Remove(subscription);
        subscription.Topic.Remove(subscription);
    }

    /// <summary>The connection does not follow a topic any more.</summary>
    public void Leave(Subscription subscription)
    {
        subscription.Topic.Audience?.Left(this);
        Remove(subscription);
    }

    public void Open()
    {
        if (IsClosed) return;
        PingPlace = Shard.Pings.Add(this);
        WrittenAt = Shard.Pings.Second;
    }

    public int Close()
    {
        IsClosed = true;
        if (PingPlace is { } place) Shard.Pings.Remove(place);
        PingPlace = null;
        var count = _subscriptions.Count;
        foreach (var subscription in _subscriptions)
        {
            subscription.Topic.Audience?.Left(this);
            subscription.Topic.Remove(subscription);
        }

        _subscriptions.Clear();
        return count;
    }

    /// <summary>Hands one slice to the connection. Only when it <see cref="CanTake"/> one.</summary>
    /// <param name="slice">What is written.</param>
    /// <param name="isLive">Whether it carries what came while the client was subscribed, and not what it had missed before.</param>
    public void Write(Slice slice, bool isLive)
    {
        Shard.CountWrite(slice, isLive);
        Write(slice.Message);
    }

    /// <summary>Hands over what is no event. Only when it <see cref="CanTake"/> something.</summary>
    public void WriteNotice(ClientMessage message)
    {
        Shard.CountNotice();
        Write(message);
    }

    /// <summary>Tells the client that the server is there. A client whose write is pending has something to read.</summary>
    public void Ping()
    {
        if (CanTake) Write(Encoder.Ping);
    }

    private void Write(ClientMessage message)
    {
        WrittenAt = Shard.Pings.Second;
#pragma warning disable CA2012 // Kept in a field so that a pending write allocates nothing here; it is consumed once, in FinishWrite.
        _write = Connection.WriteAsync(message).GetAwaiter();
#pragma warning restore CA2012
        if (_write.IsCompleted)
        {
            FinishWrite();
            return;
        }

        IsWritePending = true;
        WriteStarted = Shard.Clock.GetTimestamp();
        Shard.StartedWaitingFor(this);
        _write.UnsafeOnCompleted(_onWritten);
    }

    /// <summary>Looks at what has not been taken: called once a second while a write is pending.</summary>
    /// <param name="writeTimeout">How long it may be pending.</param>
    public void LookAtPendingWrite(TimeSpan writeTimeout)
    {
        // It has been taken, and only the shard has not come to that yet: the client is not the slow one.
        if (_writeFinished) return;
        if (Shard.Clock.GetElapsedTime(WriteStarted) >= writeTimeout) GiveUp();
        else if (!IsCut && _subscriptions.Find(subscription => subscription.HasToGo()) is { } tooSlow) Disconnect(tooSlow.Topic.Log.Name);
    }

    /// <summary>Ends the connection because it is too slow for one of its topics. It may come back.</summary>
    public void Disconnect(TopicName topic)
    {
        IsCut = true;
        Shard.CountSlow(Connection.Id, topic);
        _ = Connection.EndAsync(CloseCode.Slow, $"too slow for {topic}", ComeBackAfter);
    }

    public void Run()
    {
        // Down before anything is looked at: a write that finishes after that raises it again.
        Interlocked.Exchange(ref _flag, 0);
        if (_writeFinished)
        {
            _writeFinished = false;
            IsWritePending = false;
            Shard.StoppedWaitingFor(this);
        }

        CatchUp();
    }

    /// <summary>
    /// Gives each subscription that lies behind one slice, until a write is pending. If there is more, the others of the
    /// shard come first and the rest follows on the next turn.
    /// </summary>
    public void CatchUp()
    {
        // Events and notices take turns: neither can keep a slow client from the other.
        if (MissesNotice && (_isTurnOfNotices = !_isTurnOfNotices)) GiveNotices();
        var count = _subscriptions.Count;
        var more = false;
        for (var i = 0; i < count && CanTake; i++)
        {
            var subscription = _subscriptions[(_nextTurn + i) % count];
            if (!subscription.IsBehind) continue;
            subscription.DeliverNext();

            // It has left the list: the walk over it begins anew.
            if (subscription.IsOver)
            {
                more = true;
                break;
            }

            more |= subscription.IsBehind;
            if (IsWritePending) _nextTurn = (_nextTurn + i + 1) % count;
        }

        if (MissesNotice && CanTake) GiveNotices();
        if (more && CanTake) TakeAnotherTurn();
    }

    /// <summary>Comes back after the shard has looked at the others.</summary>
    public void TakeAnotherTurn()
    {
        if (!IsClosed) WaitInQueue();
    }

    private void GiveNotices()
    {
        MissesNotice = false;
        foreach (var subscription in _subscriptions) subscription.Topic.Audience?.Give(subscription);
    }

    // Without a goodbye, which would wait behind the very write that does not finish.
    private void GiveUp()
    {
        if (_isGivenUp) return;
        (IsCut, _isGivenUp) = (true, true);
        Shard.CountCut(Connection.Id);
        Connection.Abort();
    }

    private void WaitInQueue()
    {
        if (Interlocked.Exchange(ref _flag, 1) == 0) Shard.Post(this);
    }

    private void OnWritten()
    {
        FinishWrite();
        _writeFinished = true;
        WaitInQueue();
    }

    private void FinishWrite()
    {
        try
        {
            _write.GetResult();
        }
#pragma warning disable CA1031 // The connection is ending, for whatever reason: its lifetime events say so, and they close the subscriber.
        catch
#pragma warning restore CA1031
        {
            Connection.Abort();
        }
        finally
        {
            _write = default;
        }
    }
}
