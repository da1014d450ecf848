using RealtimeHub.Ledger;

namespace RealtimeHub.Load.Fleets;

/// <summary>Adds up what subscribers got. Touched only by the thread of the loop.</summary>
internal sealed class FleetTally
{
    // Those that left for good, and what no ledger can know.
    private FleetResult _sum = new();

    /// <summary>It left for good: what it did not get after that is no loss.</summary>
    public void Left(Subscriber subscriber) => _sum = Plus(_sum, subscriber, subscriber.Ledger.Last);

    public void Broke(string reason) => _sum = _sum with { BrokenConnections = _sum.BrokenConnections + 1, FirstFailure = _sum.FirstFailure ?? reason };

    /// <summary>Events were lost that no mark will show.</summary>
    public void Lost(Subscriber subscriber, long events)
    {
        if (subscriber.IsHealthy) _sum = _sum with { Lost = _sum.Lost + events };
        else subscriber.Happened(new SlowTally { Lost = events });
    }

    /// <summary>All of it, when those who are still there should have everything.</summary>
    public FleetResult Total(IEnumerable<Subscriber> present, IReadOnlyList<long> lastSequences) =>
        present.Aggregate(_sum, (sum, subscriber) => Plus(sum, subscriber, subscriber.Started ? lastSequences[subscriber.Topic] : 0));

    private static FleetResult Plus(FleetResult sum, Subscriber subscriber, long last)
    {
        var ledger = subscriber.Ledger;
        if (!subscriber.IsHealthy) return sum with { Slow = sum.Slow + OfSlow(subscriber) };
        return sum with
        {
            Lost = sum.Lost + ledger.Broken(Promise.NoLoss, last),
            Repeated = sum.Repeated + ledger.Repeated,
            OutOfOrder = sum.OutOfOrder + ledger.OutOfOrder,
            Announced = sum.Announced + ledger.Announced,
        };
    }

    private static SlowResult OfSlow(Subscriber subscriber) =>
        subscriber.SlowRate > 0 ? new SlowResult { Slowly = subscriber.SinceSlow } : new SlowResult { Never = subscriber.SinceSlow };
}
