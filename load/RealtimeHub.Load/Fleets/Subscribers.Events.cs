using System.Diagnostics;
using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Fleets;

/// <summary>What sessions and sockets tell.</summary>
internal sealed partial class Subscribers
{
    // The code of RealtimeHub for a client that did not read fast enough; see docs/protocol.md.
    private const int TooSlow = 3008;

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
        if (subscriber.IsSlow)
        {
            subscriber.Happened(new SlowTally { CameBack = 1 });
            _sockets.SlowDown(session, subscriber.SlowRate!.Value);
        }

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
        if (subscriber.IsHealthy) Faults.Note(subscriber.Ledger, mark.Sequence);
        else subscriber.Ledger.Note(mark.Sequence);
        _received++;
        if (subscriber.IsHealthy) Latencies.Add(mark.Due, arrival);
    }

    public void Gap(Session session, long events)
    {
        var subscriber = _all[session.Slot];
        subscriber.Ledger.Announce(events);
        if (subscriber.IsSlow) subscriber.Happened(new SlowTally { Notices = 1 });
    }

    public void Told(Session session, int code) => _all[session.Slot].LastWord = code;

    public void Lost(Session session, long events)
    {
        var subscriber = _all[session.Slot];
        _tally.Lost(subscriber, events);
        if (subscriber.IsHealthy) Faults.Lost(events);
    }

    public void Resumed(Session session, bool recovered)
    {
        var subscriber = _all[session.Slot];
        subscriber.Unrecovered = !recovered;
        if (subscriber.IsSlow && recovered) subscriber.Happened(new SlowTally { Continued = 1 });
        if (subscriber.IsExpected) _job!.Resumed(recovered);
    }

    public void StartsAfter(Session session, long sequence) => _all[session.Slot].Begin(sequence);

    public void Ended(Session session, string reason)
    {
        var subscriber = _all[session.Slot];
        if (subscriber.State == SubscriberState.Live) _live--;
        var word = subscriber.LastWord;
        subscriber.LastWord = null;
        if (subscriber.IsSlow)
        {
            if (subscriber.State == SubscriberState.Live) subscriber.Happened(EndOf(word));
            (subscriber.State, subscriber.Since) = (SubscriberState.Returning, Stopwatch.GetTimestamp() + ComeBackAfter);
            return;
        }

        subscriber.State = SubscriberState.Broken;
        _tally.Broke(reason);
        Faults.Broke();
        if (!subscriber.IsExpected) return;
        subscriber.IsExpected = false;
        _job!.Fail($"a connection did not get through: {reason}");
    }

    private static SlowTally EndOf(int? word) => word switch
    {
        null => new SlowTally { Cut = 1 },
        TooSlow => new SlowTally { TooSlow = 1 },
        _ => new SlowTally { OtherCloses = 1 },
    };

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
