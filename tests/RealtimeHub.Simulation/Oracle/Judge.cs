using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Simulation.Net;

namespace RealtimeHub.Simulation.Oracle;

/// <summary>Knows what has to hold, and keeps the first thing that does not.</summary>
internal sealed class Judge
{
    /// <summary>What the watchdog may be late by: its interval, and how long a shard may be without time.</summary>
    private static readonly TimeSpan WatchdogPatience = TimeSpan.FromSeconds(1.5) + Chaos.LongestStall;

    private readonly World _world;
    private readonly TimeSpan _writeTimeout;

    public Judge(World world, Scenario scenario)
    {
        _world = world;
        _writeTimeout = scenario.Options.Connections.WriteTimeout;
        Ledger = new Ledger(this);
        Decisions = new Decisions(this);
        Writes = new WriteCheck(this, world, scenario.Options.FanOut.MaxSliceBytes);
        Encodings = new Encodings(this, scenario.EncodesOnce);
    }

    public Ledger Ledger { get; }

    public Decisions Decisions { get; }

    public WriteCheck Writes { get; }

    public Encodings Encodings { get; }

    public Trace Trace => _world.Trace;

    /// <summary>What is wrong; null while nothing is.</summary>
    public string? Violation { get; private set; }

    /// <summary>How often what happened: a simulation in which nothing does proves nothing.</summary>
    public Dictionary<string, int> Counts { get; } = [];

    // Not thrown: much of this is called from within the core, which catches what its work throws.
    public void Report(string violation)
    {
        Trace.Add($"VIOLATION {violation}");
        Violation ??= violation;
    }

    public void Count(string what) => Counts[what] = Counts.GetValueOrDefault(what) + 1;

    /// <summary>The core ends a connection.</summary>
    public void Ends(Connection connection, CloseCode code)
    {
        Count($"ended {code}");
        if (code != CloseCode.Slow || connection.IsToldToEnd || connection.Follows.Values.All(follow => follow.Settings.Behind.Policy != BehindPolicy.Disconnect))
        {
            Report($"{connection.Id} was told to end with {code} for no reason");
        }
    }

    /// <summary>The core cuts a connection.</summary>
    public void Aborts(Connection connection)
    {
        Count("cut");
        if (connection.WaitingSince is not { } since || _world.Now - since < _writeTimeout.Ticks) Report($"{connection.Id} was cut for no reason");
    }

    /// <summary>Once a second: what the core should not have put up with for so long.</summary>
    public void LookAround()
    {
        Encodings.Reset();
        foreach (var connection in _world.Connections)
        {
            var isLate = connection.WaitingSince is { } since && _world.Now - since > (_writeTimeout + WatchdogPatience).Ticks;
            if (isLate && !connection.IsGoneForServer) Report($"one write to {connection.Id} has been pending for too long");
        }
    }

    /// <summary>The network is healed and has been for long: everybody has everything.</summary>
    public void EverybodyIsAtTheHead()
    {
        foreach (var client in _world.Clients) client.CheckThatItIsAtTheHead();
    }

    /// <summary>Everybody has left: nothing is left of them.</summary>
    public void NothingIsLeft()
    {
        if (_world.Meters.Metrics.Subscriptions != 0) Report($"{_world.Meters.Metrics.Subscriptions} subscriptions are left");
        if (_world.Meters.Totals.GetValueOrDefault("realtimehub.connections.behind") is not 0 and var behind) Report($"{behind} connections are still counted as behind");
        if (_world.Server.Shards.Sum(shard => shard.Tools.Cache.Bytes) is not 0 and var cached) Report($"{cached} bytes of encoded events are left");
        if (_world.Server.Topics.All.Sum(log => log.SubscriberCount) is not 0 and var subscribers) Report($"{subscribers} subscribers are still counted");
        if (_world.Clock.TimersSet != 0) Report($"{_world.Clock.TimersSet} timers are still set");
        CheckBudget();
    }

    public void CheckBudget()
    {
        var windows = _world.Server.Topics.All.Select(log => log.Window()).ToList();
        var (bytes, events) = (windows.Sum(window => window.Bytes), windows.Sum(window => window.Events));
        var budget = _world.Server.Budget;
        if ((bytes, events) != (budget.Bytes, budget.Events)) Report($"the logs hold {events} events of {bytes} bytes, the budget says {budget.Events} of {budget.Bytes}");
    }

    /// <summary>Even the topics are gone: nobody listens to them any more.</summary>
    public void NoTopicIsLeft()
    {
        if (_world.Server.Topics.Count != 0 || _world.Server.Budget.Bytes != 0) Report($"{_world.Server.Topics.Count} topics and {_world.Server.Budget.Bytes} bytes are left");
    }
}
