using RealtimeHub.Contracts;

namespace RealtimeHub.Ledger.Tests.Planted;

/// <summary>
/// Ten faults of a broken server, each planted into the ledger of a correct run: what publishers and subscribers would have
/// written if the server had had it.
/// </summary>
internal static class Faults
{
    private const int OneIn = 10_000;

    public static IReadOnlyDictionary<string, (Func<IReadOnlyList<LedgerEntry>, IEnumerable<LedgerEntry>> Plant, Promise Breaks)> All { get; } =
        new Dictionary<string, (Func<IReadOnlyList<LedgerEntry>, IEnumerable<LedgerEntry>>, Promise)>
        {
            ["drops one delivery in 10,000"] = (DropOneIn10000, Promise.NoLoss),
            ["delivers an event twice"] = (run => Twice(run, Delivery(run)), Promise.NoRepeat),
            ["swaps two events"] = (SwapTwo, Promise.NoRepeat),
            ["uses an offset again for another event"] = (ReuseOffset, Promise.Agreement),
            ["delivers with the epoch of another life"] = (WrongEpoch, Promise.Agreement),
            ["says recovered: true and leaves out what was missed"] = (LieAboutRecovery, Promise.NoLoss),
            ["delivers before the acknowledgement and loses the event"] = (DeliverAndLose, Promise.Agreement),
            ["lets an event out on another topic"] = (Leak, Promise.Permission),
            ["takes a retry for a new event"] = (MissRetry, Promise.Idempotency),
            ["keeps a subscription of a client that is gone"] = (KeepGhost, Promise.NoLeak),
        };

    private static IEnumerable<LedgerEntry> DropOneIn10000(IReadOnlyList<LedgerEntry> run)
    {
        // Never the last event that a connection saw before it was cut: nobody could know.
        var candidates = DeliveriesInTheMiddle(run);
        var since = OneIn / 2;
        foreach (var entry in run)
        {
            since += entry is LedgerEntry.Delivered ? 1 : 0;
            if (since >= OneIn && candidates.Contains(entry)) since = 0;
            else yield return entry;
        }
    }

    private static IEnumerable<LedgerEntry> Twice(IReadOnlyList<LedgerEntry> run, LedgerEntry twice) =>
        run.SelectMany(entry => ReferenceEquals(entry, twice) ? [entry, entry] : new[] { entry });

    private static IEnumerable<LedgerEntry> SwapTwo(IReadOnlyList<LedgerEntry> run)
    {
        var first = Delivery(run);
        var second = NextOf(run, first);
        return run.Select(entry => ReferenceEquals(entry, first) ? second : ReferenceEquals(entry, second) ? first : entry);
    }

    /// <summary>A subscriber got an event that was then lost, and its offset went to the event that everybody else saw there.</summary>
    private static IEnumerable<LedgerEntry> ReuseOffset(IReadOnlyList<LedgerEntry> run)
    {
        var at = Delivery(run);
        var lost = new PubId(99, 1);
        var unanswered = new LedgerEntry.Published(at.At, lost, at.Topic, at.At, PublishResult.Unknown);
        return run.SelectMany(entry => ReferenceEquals(entry, at) ? [unanswered, at with { Id = lost }] : new[] { entry });
    }

    private static IEnumerable<LedgerEntry> WrongEpoch(IReadOnlyList<LedgerEntry> run)
    {
        var at = Delivery(run);
        return run.Select(entry => ReferenceEquals(entry, at) ? at with { Epoch = "another" } : entry);
    }

    private static IEnumerable<LedgerEntry> LieAboutRecovery(IReadOnlyList<LedgerEntry> run)
    {
        var reply = run.OfType<LedgerEntry.Subscribed>().First(reply => Missed(run, reply).Any());
        var left = Missed(run, reply).ToHashSet(ReferenceEqualityComparer.Instance);
        return run.Where(entry => !left.Contains(entry));
    }

    /// <summary>The others see the next event at the offset that one subscriber got the lost event at: all later ones move up.</summary>
    private static IEnumerable<LedgerEntry> DeliverAndLose(IReadOnlyList<LedgerEntry> run)
    {
        var at = Delivery(run);
        return run.Where(entry => !IsOf(entry, at)).Select(entry => entry switch
        {
            LedgerEntry.Published p when p.Id == at.Id => p with { Outcome = PublishResult.Unknown, Position = null },
            LedgerEntry.Published { Position: { } position } p when p.Topic == at.Topic && position.Offset > at.Offset =>
                p with { Position = position with { Offset = position.Offset - 1 } },
            LedgerEntry.Delivered d when d.Subscriber != at.Subscriber && d.Topic == at.Topic && d.Offset > at.Offset => d with { Offset = d.Offset - 1 },
            _ => entry,
        });
    }

    private static IEnumerable<LedgerEntry> Leak(IReadOnlyList<LedgerEntry> run)
    {
        var at = Delivery(run);
        var other = run.OfType<LedgerEntry.Delivered>().First(entry => entry.Topic != at.Topic);
        return run.Select(entry => ReferenceEquals(entry, at) ? at with { Id = other.Id } : entry);
    }

    private static IEnumerable<LedgerEntry> MissRetry(IReadOnlyList<LedgerEntry> run)
    {
        var retry = run.OfType<LedgerEntry.Published>().GroupBy(entry => entry.IdempotencyKey).First(tries => tries is { Key: not null } && tries.Count() > 1).Last();
        var head = run.OfType<LedgerEntry.Published>().Where(entry => entry.Topic == retry.Topic).Max(entry => entry.Position?.Offset ?? 0);
        var again = retry with { Position = new StreamPosition(retry.Position!.Epoch, head + 1) };
        return run.Select(entry => ReferenceEquals(entry, retry) ? again : entry);
    }

    private static IEnumerable<LedgerEntry> KeepGhost(IReadOnlyList<LedgerEntry> run)
    {
        var last = run.OfType<LedgerEntry.Gauge>().Last(gauge => gauge.Name == "realtimehub.subscriptions");
        return run.Select(entry => ReferenceEquals(entry, last) ? last with { Value = 1, Walked = 1 } : entry);
    }

    /// <summary>An event in the middle of the run, with others after it on the same subscription.</summary>
    private static LedgerEntry.Delivered Delivery(IReadOnlyList<LedgerEntry> run)
    {
        var middle = DeliveriesInTheMiddle(run);
        return run.OfType<LedgerEntry.Delivered>().Skip(1_000).First(middle.Contains);
    }

    /// <summary>All deliveries after which the same subscription got another one.</summary>
    private static HashSet<LedgerEntry> DeliveriesInTheMiddle(IReadOnlyList<LedgerEntry> run)
    {
        var found = new HashSet<LedgerEntry>(ReferenceEqualityComparer.Instance);
        var latest = new Dictionary<(int, string), LedgerEntry.Delivered>();
        foreach (var entry in run)
        {
            if (entry is LedgerEntry.Disconnected gone) foreach (var key in latest.Keys.Where(key => key.Item1 == gone.Subscriber).ToList()) latest.Remove(key);
            if (entry is LedgerEntry.Unsubscribed left) latest.Remove((left.Subscriber, left.Topic));
            if (entry is not LedgerEntry.Delivered delivered) continue;
            if (latest.TryGetValue((delivered.Subscriber, delivered.Topic), out var before)) found.Add(before);
            latest[(delivered.Subscriber, delivered.Topic)] = delivered;
        }

        return found;
    }

    private static LedgerEntry.Delivered NextOf(IReadOnlyList<LedgerEntry> run, LedgerEntry.Delivered delivery) =>
        run.OfType<LedgerEntry.Delivered>().First(entry =>
            entry.Subscriber == delivery.Subscriber && entry.Topic == delivery.Topic && entry.Offset == delivery.Offset + 1);

    /// <summary>What came after a recovery, up to the end that the reply told, when something else came after that too.</summary>
    private static IEnumerable<LedgerEntry> Missed(IReadOnlyList<LedgerEntry> run, LedgerEntry.Subscribed reply)
    {
        if (reply is not { Reply.Recovered: true, Since: { } since } || reply.Reply.Offset == since.Offset) return [];
        var after = run.SkipWhile(entry => !ReferenceEquals(entry, reply)).Skip(1).Where(entry => IsOf(entry, reply.Subscriber, reply.Reply.Topic))
            .TakeWhile(entry => entry is LedgerEntry.Delivered).Cast<LedgerEntry.Delivered>().ToList();
        return after.Count > 0 && after[^1].Offset > reply.Reply.Offset ? after.Where(entry => entry.Offset <= reply.Reply.Offset) : [];
    }

    private static bool IsOf(LedgerEntry entry, int subscriber, string topic) => entry switch
    {
        LedgerEntry.Delivered delivered => delivered.Subscriber == subscriber && delivered.Topic == topic,
        LedgerEntry.Unsubscribed left => left.Subscriber == subscriber && left.Topic == topic,
        LedgerEntry.Disconnected gone => gone.Subscriber == subscriber,
        _ => false,
    };

    /// <summary>Others never got the event, and nobody reads the history.</summary>
    private static bool IsOf(LedgerEntry entry, LedgerEntry.Delivered at) =>
        entry is LedgerEntry.HistoryRead
        || (entry is LedgerEntry.Delivered delivered && delivered.Id == at.Id && delivered.Subscriber != at.Subscriber);
}
