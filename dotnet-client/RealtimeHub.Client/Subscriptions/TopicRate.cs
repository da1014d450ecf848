namespace RealtimeHub.Client.Subscriptions;

/// <summary>
/// How fast a topic is to come: what the application wishes, what the server was told, and what it agreed to. Not safe for several threads.
/// </summary>
internal sealed class TopicRate
{
    private readonly List<Waiter> _waiters = [];

    // Told apart by identity: the same wish, made again, is a new one.
    private Rate _wish;
    private Rate _told;
    private Rate _agreed;

    public TopicRate(Rate wish) => _wish = _told = _agreed = wish;

    /// <summary>What the server said last; <see langword="null"/> before its first answer.</summary>
    public Rate? InEffect { get; private set; }

    /// <summary>Whether the server was told something else than what is wished now.</summary>
    public bool Differs => !ReferenceEquals(_wish, _told);

    /// <summary>Whether events may be left out, now or after the answer that is under way.</summary>
    public bool MayConflate => _wish.Conflate || _told.Conflate || _agreed.Conflate;

    /// <summary>Whether someone who wishes this can share the topic as it is.</summary>
    public bool Suits(Rate wish) => wish == _wish;

    /// <summary>What to tell the server now.</summary>
    public Rate Tell() => _told = _wish;

    /// <summary>Wishes another rate. Completes when the server has agreed, to this wish or to a later one.</summary>
    public Task<Rate> ChangeAsync(Rate wish)
    {
        _wish = wish with { };
        var waiter = new Waiter(_wish);
        _waiters.Add(waiter);
        return waiter.Done.Task;
    }

    /// <summary>The server has agreed to what it was told.</summary>
    public void Accepted(double? maxRate)
    {
        _agreed = _told;
        var rate = InEffect = new Rate { MaxRate = maxRate, Conflate = _agreed.Conflate };
        if (!Differs)
        {
            Settle(_ => true, waiter => waiter.Done.SetResult(rate));
        }
    }

    /// <summary>The server refused what it was told: all stays as it was, unless something else is wished meanwhile.</summary>
    public void Refused(Exception error)
    {
        var refused = _told;
        _wish = Differs ? _wish : _agreed;
        _told = _agreed;
        Settle(waiter => ReferenceEquals(waiter.Wish, refused), waiter => waiter.Done.SetException(error));
    }

    /// <summary>Nothing will come of it any more.</summary>
    public void End(Exception error) => Settle(_ => true, waiter => waiter.Done.SetException(error));

    private void Settle(Predicate<Waiter> which, Action<Waiter> how)
    {
        var settled = _waiters.FindAll(which);
        _waiters.RemoveAll(which);
        settled.ForEach(how);
    }

    private sealed record Waiter(Rate Wish)
    {
        public TaskCompletionSource<Rate> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
