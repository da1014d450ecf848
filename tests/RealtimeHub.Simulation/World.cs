using RealtimeHub.Simulation.Clients;
using RealtimeHub.Simulation.Faults;
using RealtimeHub.Simulation.Net;
using RealtimeHub.Simulation.Oracle;
using RealtimeHub.Simulation.Time;

namespace RealtimeHub.Simulation;

/// <summary>One run: the core, its clients and publishers, the network between them, and time, all decided by one seed.</summary>
internal sealed class World : IDisposable
{
    private const int KeptLines = 120;

    private static readonly TimeSpan UntilEverybodyIsAtTheHead = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan UntilNothingIsLeft = TimeSpan.FromSeconds(6);

    // The longest age of events and the longest expiry of topics in any scenario, and a sweep.
    private static readonly TimeSpan UntilNoTopicIsLeft = TimeSpan.FromSeconds(26);

    private readonly Chaos _chaos;

    private World(int seed, Seams seams, int keptLines)
    {
        Random = new Random(seed);
        Trace = new Trace(keptLines);
        Scheduler = new Scheduler(Random, Trace);
        Trace.Clock = () => Scheduler.Clock.Now;
        Seams = seams;
        seams.Random = new Random(seed);
        var scenario = Scenario.From(Random);
        Oracle = new Judge(this, scenario);
        Server = new Server(this, scenario);
        Clients = [.. Enumerable.Range(1, scenario.Clients).Select(number => new SimulatedClient(this, $"client{number}", Random.Next(2) == 0 ? "json" : "messagepack"))];
        _chaos = new Chaos(this, scenario);
    }

    public Random Random { get; }

    public Trace Trace { get; }

    public Scheduler Scheduler { get; }

    public VirtualClock Clock => Scheduler.Clock;

    /// <summary>Ticks since the start.</summary>
    public long Now => Clock.Now;

    public Meters Meters { get; } = new();

    public Seams Seams { get; }

    public Judge Oracle { get; }

    public Server Server { get; }

    public IReadOnlyList<SimulatedClient> Clients { get; }

    /// <summary>The connections that at least one end believes in.</summary>
    public List<Connection> Connections { get; } = [];

    /// <summary>Lives through one seed.</summary>
    public static Outcome Run(int seed, Seams? seams = null, int keptLines = KeptLines)
    {
        using var world = new World(seed, seams ?? new Seams(), keptLines);
        world.Live();
        var lives = world.Oracle.Ledger.Lives;
        return new Outcome(seed, world.Oracle.Violation, world.Trace.Hash, world.Scheduler.Steps, lives, world.Oracle.Counts, world.Meters.Totals, [.. world.Trace.Last]);
    }

    public Connection Accept(SimulatedClient client)
    {
        Connections.RemoveAll(connection => connection.IsGoneForServer && connection.IsGoneForClient);
        var connection = Server.Accept(client);
        Connections.Add(connection);
        Trace.Add($"{client.Name} is {connection.Id}");
        return connection;
    }

    public void After(TimeSpan delay, string name, Action run) => Scheduler.After(delay, name, run);

    public TimeSpan UpTo(TimeSpan most) => Scheduler.UpTo(most);

    public void Dispose()
    {
        Server.Dispose();
        Meters.Dispose();
    }

    private void Live()
    {
        _chaos.Begin();
        while (!_chaos.IsOver && Oracle.Violation is null) RunFor(TimeSpan.FromSeconds(1));
        _chaos.Heal();
        RunFor(UntilEverybodyIsAtTheHead);
        Check(Oracle.EverybodyIsAtTheHead);
        _chaos.EverybodyLeaves();
        RunFor(UntilNothingIsLeft);
        Check(Oracle.NothingIsLeft);
        RunFor(UntilNoTopicIsLeft);
        Check(Oracle.NoTopicIsLeft);
    }

    private void RunFor(TimeSpan time)
    {
        var until = TimeSpan.FromTicks(Now) + time;
        while (Oracle.Violation is null && Scheduler.Step(until, Server.RunAShard))
        {
        }
    }

    private void Check(Action check)
    {
        if (Oracle.Violation is null) check();
    }
}

/// <summary>How a run ended.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Violation">What was wrong; null when nothing was.</param>
/// <param name="Hash">The same for two runs that did the same.</param>
/// <param name="Steps">How many steps it took.</param>
/// <param name="Lives">How many lives the topics had.</param>
/// <param name="Counts">What happened, and how often.</param>
/// <param name="Totals">What the core's own metrics say.</param>
/// <param name="Trace">The last steps.</param>
internal sealed record Outcome(
    int Seed, string? Violation, ulong Hash, int Steps, int Lives,
    IReadOnlyDictionary<string, int> Counts, IReadOnlyDictionary<string, long> Totals, IReadOnlyList<string> Trace)
{
    public override string ToString() =>
        $"seed {Seed}: {Violation ?? "nothing is wrong"} (REALTIMEHUB_SEED={Seed} runs it again)\n{string.Join('\n', Trace)}";
}
