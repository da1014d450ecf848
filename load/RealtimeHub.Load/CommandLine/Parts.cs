using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Scenarios;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.CommandLine;

/// <summary>What the command line calls and does not know itself.</summary>
internal sealed record Parts
{
    public required Func<Scenario, IScenario> Scenarios { get; init; }

    public required StartOwnServer StartServer { get; init; }

    /// <summary>Is a worker process until its input ends; its arguments come from the process that started it.</summary>
    public required Func<IReadOnlyList<string>, CancellationToken, Task<int>> Worker { get; init; }

    /// <summary>Measures the load tool itself, and returns the exit code.</summary>
    public required Func<IReadOnlyList<string>, CancellationToken, Task<int>> EngineCheck { get; init; }
}
