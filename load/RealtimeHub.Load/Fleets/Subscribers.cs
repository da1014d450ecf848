using System.Diagnostics;
using RealtimeHub.Load.Dialects;
using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Fleets;

/// <summary>The subscribers of one loop: connects them, judges what they get, and keeps them there. Everything in it runs on the thread of the loop.</summary>
internal sealed partial class Subscribers : ISessionOwner, ILoopWatcher
{
    // After the measurement events may still be due that belong to it, but not for long.
    private const int MoreSeconds = 60;

    private readonly LoadPlan _plan;
    private readonly FleetShare _share;
    private readonly SessionFactory _sessions;
    private readonly List<Subscriber> _all = [];
    private readonly KeepAlives _keepAlives = new();
    private readonly FleetTally _tally = new();
    private SocketTable _sockets = null!;
    private ConnectJob? _job;
    private int _away;
    private int _cursor;
    private long _nextCheck;

    // Read by others too.
    private long _received;
    private int _live;

    public Subscribers(LoadPlan plan, FleetShare share)
    {
        (_plan, _share, _sessions) = (plan, share, Dialects.Dialects.For(plan));
        Latencies = new LatencyTimeline(plan.Quiet + plan.Seconds + MoreSeconds);
    }

    public LatencyTimeline Latencies { get; }

    /// <summary>Of the healthy ones. May be read from any thread.</summary>
    public LiveFaults Faults { get; } = new();

    /// <summary>May be read from any thread.</summary>
    public (int Live, long Received, long ReceivedBytes) Counts => (Volatile.Read(ref _live), Volatile.Read(ref _received), _sockets.ReceivedBytes);

    /// <summary>Called once, before the loop starts.</summary>
    public void Use(SocketTable sockets) => _sockets = sockets;

    /// <summary>Opens connections until there are so many in the run.</summary>
    public ConnectJob Connect(int connections)
    {
        var wanted = Math.Max(0, _share.CountOf(connections) - (_all.Count - _away));
        List<int> slots = [.. Enumerable.Range(0, _all.Count).Where(i => _all[i].State == SubscriberState.Away).Take(wanted)];
        _away -= slots.Count;
        slots.AddRange(Enumerable.Range(_all.Count, wanted - slots.Count));
        return Start([.. slots.Select(NewSubscriber)]);
    }

    /// <summary>Breaks the connections of so many in this loop, which then come back.</summary>
    public ConnectJob Reconnect(int connections)
    {
        var broken = Choose(connections);
        foreach (var subscriber in broken)
        {
            _sockets.Break(subscriber.Session);
            _live--;
        }

        return Start(broken);
    }

    /// <summary>So many in this loop leave for good.</summary>
    public void Close(int connections)
    {
        foreach (var subscriber in Choose(connections)) Leave(subscriber);
    }

    /// <summary>All slow ones leave for good.</summary>
    public void EndSlow()
    {
        foreach (var subscriber in _all.Where(subscriber => subscriber is { IsSlow: true, State: not SubscriberState.Away })) Leave(subscriber);
    }

    public void SlowDown()
    {
        foreach (var subscriber in _all.Where(subscriber => !subscriber.IsHealthy && !subscriber.IsSlow && subscriber.State == SubscriberState.Live))
        {
            subscriber.BecomeSlow();
            _sockets.SlowDown(subscriber.Session, subscriber.SlowRate!.Value);
        }
    }

    public FleetResult Judge(IReadOnlyList<long> lastSequences) =>
        _tally.Total(_all.Where(subscriber => subscriber.State != SubscriberState.Away), lastSequences);

    private void Leave(Subscriber subscriber)
    {
        _sockets.Close(subscriber.Session);
        if (subscriber.State == SubscriberState.Live) _live--;
        _away++;
        subscriber.State = SubscriberState.Away;
        _tally.Left(subscriber);
    }

    private ConnectJob Start(IReadOnlyCollection<Subscriber> subscribers)
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var subscriber in subscribers) (subscriber.State, subscriber.IsExpected) = (SubscriberState.Waiting, true);
        _job = new ConnectJob(subscribers, Math.Max(1, _share.CountOf(_plan.ConnectingAtOnce)), _plan.ConnectRate / _share.Of, now);
        _job.Begin(now);
        ConnectMore(now);
        return _job;
    }

    private Subscriber NewSubscriber(int slot)
    {
        var number = _share.Number(slot);
        var topic = number % _plan.Topics;
        var session = _sessions(topic);
        session.Owner = this;
        var subscriber = new Subscriber(session, topic, SlowReaders.RateOf(_plan, number));
        session.ReadsSlowly = !subscriber.IsHealthy;
        if (slot < _all.Count)
        {
            _sockets.Replace(_all[slot].Session, session);
            _all[slot] = subscriber;
        }
        else
        {
            _sockets.Add(session);
            _all.Add(subscriber);
        }

        return subscriber;
    }

    /// <summary>The next so many that are live and healthy, so that all get their turn.</summary>
    private List<Subscriber> Choose(int count)
    {
        var chosen = new List<Subscriber>();
        for (var seen = 0; seen < _all.Count && chosen.Count < count; seen++)
        {
            var subscriber = _all[_cursor++ % _all.Count];
            if (subscriber is { State: SubscriberState.Live, IsHealthy: true }) chosen.Add(subscriber);
        }

        return chosen;
    }
}
