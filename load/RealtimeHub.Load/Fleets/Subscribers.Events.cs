using System.Diagnostics;
using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Fleets;

/// <summary>What sessions and sockets tell.</summary>
internal sealed partial class Subscribers
{
    private static readonly long ConnectLimit = 30 * Stopwatch.Frequency;
    private static readonly long ComeBackAfter = Stopwatch.Frequency;

    public void Send(Session session, ReadOnlySpan<byte> bytes) => _sockets.Send(session, bytes);

    public void Live(Session session)
    {
        var subscriber = _all[session.Slot];
        if (subscriber.State == SubscriberState.Live) return;
        var now = Stopwatch.GetTimestamp();
        subscriber.State = SubscriberState.Live;
        _live++;

        // Nothing was published before all were there: whoever is there before the first event is to get everything.
        if (!subscriber.Started && _received == 0) subscriber.Begin(0);
        if (subscriber.IsSlow) _sockets.SlowDown(session, subscriber.SlowRate!.Value);
        if (!subscriber.IsExpected) return;
        subscriber.IsExpected = false;
        _job!.Live(subscriber.Since, now);
        ConnectMore(now);
    }

    public void Event(Session session, in EventMark mark, long arrival)
    {
        var subscriber = _all[session.Slot];
        if (mark.Topic != subscriber.Topic) throw new LoadException($"an event of topic {mark.Topic} came to a subscriber of topic {subscriber.Topic}");
        if (!subscriber.Started || subscriber.Unrecovered) subscriber.Begin(mark.Sequence - 1);
        subscriber.Ledger.Note(mark.Sequence);
        _received++;
        if (subscriber.IsHealthy) Latencies.Add(mark.Due, arrival);
    }

    public void Gap(Session session, long events) => _all[session.Slot].Ledger.Announce(events);

    public void Lost(Session session, long events) => _tally.Lost(_all[session.Slot], events);

    public void Resumed(Session session, bool recovered)
    {
        var subscriber = _all[session.Slot];
        subscriber.Unrecovered = !recovered;
        if (subscriber.IsExpected) _job!.Resumed(recovered);
    }

    public void StartsAfter(Session session, long sequence) => _all[session.Slot].Begin(sequence);

    public void Ended(Session session, string reason)
    {
        var subscriber = _all[session.Slot];
        if (subscriber.State == SubscriberState.Live) _live--;
        if (subscriber.IsSlow)
        {
            if (subscriber.State == SubscriberState.Live) _tally.SlowOneEnded();
            (subscriber.State, subscriber.Since) = (SubscriberState.Returning, Stopwatch.GetTimestamp() + ComeBackAfter);
            return;
        }

        subscriber.State = SubscriberState.Broken;
        _tally.Broke(reason);
        if (!subscriber.IsExpected) return;
        subscriber.IsExpected = false;
        _job!.Fail($"a connection did not get through: {reason}");
    }

    public void Tick(long now)
    {
        ConnectMore(now);
        for (var due = _keepAlives.Due(_all.Count, now); due > 0; due--) KeepAlive(_all[_keepAlives.Next(_all.Count)]);
        if (now < _nextCheck) return;
        _nextCheck = now + (Stopwatch.Frequency / 5);
        foreach (var subscriber in _all) Check(subscriber, now);
    }

    private void KeepAlive(Subscriber subscriber)
    {
        if (subscriber.State != SubscriberState.Live) return;
        subscriber.Session.KeepAlive();
        _sockets.EndIfFailed(subscriber.Session);
    }

    private void Check(Subscriber subscriber, long now)
    {
        if (subscriber.State == SubscriberState.Returning && now >= subscriber.Since) Connect(subscriber, now);
        if (subscriber.State != SubscriberState.Connecting || now - subscriber.Since < ConnectLimit) return;
        _sockets.Close(subscriber.Session);
        Ended(subscriber.Session, "it took too long");
    }

    private void ConnectMore(long now)
    {
        while (_job is { } job && job.TryNext(now, out var next)) Connect(next, now);
    }

    private void Connect(Subscriber subscriber, long now)
    {
        (subscriber.State, subscriber.Since) = (SubscriberState.Connecting, now);
        try
        {
            _sockets.Connect(subscriber.Session, slow: !subscriber.IsHealthy);
        }
        catch (LoadException e)
        {
            Ended(subscriber.Session, e.Message);
        }
    }
}
