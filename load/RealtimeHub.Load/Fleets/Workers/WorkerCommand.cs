using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Fleets.Workers;

/// <summary>What a worker is told to do, as one line of JSON.</summary>
/// <param name="Id">Comes back with the reply.</param>
/// <param name="Count">Connections: of the run for <see cref="WorkerVerb.Connect"/>, of the worker for others.</param>
/// <param name="Timestamp">Of <see cref="WorkerVerb.Measure"/>.</param>
/// <param name="Plan">With <see cref="Share"/>: of <see cref="WorkerVerb.Begin"/>.</param>
/// <param name="LastSequences">Of <see cref="WorkerVerb.Finish"/>.</param>
internal sealed record WorkerCommand(
    int Id, WorkerVerb Verb, int Count = 0, long Timestamp = 0, LoadPlan? Plan = null, FleetShare? Share = null, IReadOnlyList<long>? LastSequences = null);

internal enum WorkerVerb
{
    Begin,
    Connect,
    Reconnect,
    Close,
    SlowDown,
    EndSlow,
    Measure,
    Finish,
}
