using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Scenarios;

/// <summary>One way of driving a server: what it does and in which order, from the first connection to the last figure.</summary>
internal interface IScenario
{
    /// <summary>Runs it once and leaves nothing behind: no connection, no process of its own.</summary>
    /// <param name="plan">Checked already: every value is within its limits, and its target exists or was started.</param>
    /// <param name="progress">Is told what happens. Its methods may be called from any thread, one at a time.</param>
    /// <param name="stop">Cancelled when the user interrupts; the run ends with <see cref="OperationCanceledException"/>.</param>
    /// <returns>What it showed, without a verdict: rules are judged by the caller.</returns>
    /// <exception cref="LoadException">It could not go on, for a reason that its user should read.</exception>
    Task<RunReport> RunAsync(LoadPlan plan, IRunProgress progress, CancellationToken stop);
}
