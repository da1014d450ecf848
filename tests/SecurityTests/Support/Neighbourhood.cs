using RealtimeHub.TestKit;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(SecurityTests.Support.Neighbourhood))]
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace SecurityTests.Support;

/// <summary>
/// A real server with the limits of Production, and a hundred healthy clients of it, who want nothing but their events. Whatever somebody else does to the server,
/// they notice nothing: the rule that every threat is tested with.
/// </summary>
public sealed class Neighbourhood : IAsyncLifetime
{
    /// <summary>An API key that may do everything.</summary>
    public const string Key = "f3a9-one-key-for-everything-71";

    /// <summary>The only pages that may use the server, besides its own.</summary>
    public const string Origin = "https://app.example.com";

    private const int Topics = 10;
    private const int Bystanders = 100;
    private const double MostTimesSlower = 2;
    private const int Retries = 2;

    /// <summary>Slower than this is nobody slower: a machine that is used by others has stalls of its own.</summary>
    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(Campaign.Size(100, whenLong: 50));

    /// <summary>How long an attack goes on; in a usual run half of it is enough when it was run often. One run of it tries several things, or one thing several times.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(Campaign.Size(600, whenLong: 20_000));

    private const int OftenEnough = 10;

    private static readonly TimeSpan QuietWindow = TimeSpan.FromSeconds(1);

    private static bool _isWarm;

    private readonly NeighbourhoodPlan _plan;
    private readonly Latencies _latencies = new();
    private readonly List<Bystander> _bystanders = [];
    private TestServer? _server;
    private Broadcast? _broadcast;

    /// <summary>The one that most tests share.</summary>
    public Neighbourhood()
        : this(new NeighbourhoodPlan())
    {
    }

    private Neighbourhood(NeighbourhoodPlan plan) => _plan = plan;

    public TestServer Server => _server!;

    /// <summary>The 99th percentile of the time from publishing to receiving while nobody attacked.</summary>
    public TimeSpan Quiet { get; private set; }

    /// <summary>The longest 99th percentile that bystanders put up with.</summary>
    private TimeSpan Bound => Quiet * MostTimesSlower > Floor ? Quiet * MostTimesSlower : Floor;

    /// <summary>One of its own for a test that needs other settings.</summary>
    public static Task<Neighbourhood> StartAsync(params (string Name, string Value)[] settings) => StartAsync(new NeighbourhoodPlan { Settings = settings });

    public static async Task<Neighbourhood> StartAsync(NeighbourhoodPlan plan)
    {
        var neighbourhood = new Neighbourhood(plan);
        await neighbourhood.InitializeAsync();
        return neighbourhood;
    }

    /// <summary>Says that this event id may appear in the log.</summary>
    public void Allows(int eventId) => Server.Allows(eventId);

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(
            port: 0, "Production", _plan.Configure, [("Access:ApiKeys:0", Key), ("Access:AllowedOrigins:0", Origin), ("Namespaces:open:AllowClientPublish", "true"), ("Namespaces:closed:MaxEvents", "10"), .. _plan.TokenSettings, .. _plan.Settings]);
        var topics = Enumerable.Range(0, Topics).Select(n => $"neighbours-{n}").ToArray();
        _broadcast = new Broadcast(Server, topics);
        for (var n = 0; n < Bystanders; n++)
        {
            var wire = n / Topics % 2 == 0 ? Wire.WebSocketsJson : Wire.WebSocketsMessagePack;
            _bystanders.Add(await Bystander.ConnectAsync(Server.Hub, wire, _plan.TokenFor($"bystander-{n}", ["neighbours-*"]), topics[n % Topics], _latencies, _plan.KeepAlive));
        }

        // What runs for the first time is slow, and says nothing about the time it takes.
        if (!_isWarm) await ObserveAsync(DoNothingAsync);
        _isWarm = true;
        Quiet = await ObserveAsync(DoNothingAsync);
    }

    /// <summary>Runs an attack, again and again until its time is over, and then holds the bystanders to it: nobody has lost, repeated or reordered an event, or was disconnected, or much slower.</summary>
    /// <param name="attack">Checks what the attacker was told; it can be run again, and leaves no connection behind.</param>
    public async Task WhileAsync(Func<Task> attack)
    {
        var slowest = await ObserveAsync(attack);

        // Something else on this machine may have been the reason: it counts when it happens each time.
        for (var again = 0; slowest > Bound && again < Retries; again++) slowest = await ObserveAsync(attack);
        Assert.True(slowest <= Bound, $"The bystanders waited {slowest.TotalMilliseconds:F1} ms (p99) during the attack; without one it is {Quiet.TotalMilliseconds:F1} ms.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var bystander in _bystanders) await bystander.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    /// <returns>The 99th percentile of the bystanders' waits.</returns>
    private async Task<TimeSpan> ObserveAsync(Func<Task> attack)
    {
        _latencies.Clear();
        await using (_broadcast!.Begin()) await RepeatAsync(attack);
        await Task.WhenAll(_bystanders.Select(bystander => bystander.ReachesAsync(_broadcast.CountOf(bystander.Topic))));
        Assert.Empty(_bystanders.SelectMany(bystander => bystander.TakeFaults()));

        // Nothing is left of the attackers.
        await Server.Metrics.WaitForFallAsync("realtimehub.connections", Bystanders);
        return _latencies.Percentile99;
    }

    private static async Task RepeatAsync(Func<Task> attack)
    {
        var started = TimeProvider.System.GetTimestamp();
        var rounds = 0;
        do await attack();
        while (!IsEnough(TimeProvider.System.GetElapsedTime(started), ++rounds));
    }

    private static bool IsEnough(TimeSpan elapsed, int rounds) => elapsed >= Window || (!Campaign.IsLong && rounds >= OftenEnough && elapsed >= Window / 2);

    private static async Task DoNothingAsync()
    {
        using var window = new PeriodicTimer(QuietWindow);
        await window.WaitForNextTickAsync();
    }
}
