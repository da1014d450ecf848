using Microsoft.Extensions.Logging;

namespace RealtimeHub.Tasks;

/// <summary>What a handler knows of the attempt that it works on.</summary>
public sealed class TaskContext
{
    private readonly Action<double?, string?> _report;

    internal TaskContext(Board.TaskRecord task, int maxResultBytes, Action<double?, string?> report, ILogger logger, CancellationToken stopping) =>
        (Id, Kind, Attempt, Owner, Key, MaxResultBytes, _report, Logger, Stopping) = (task.Id, task.Kind, task.Attempt, task.NamedOwner, task.Key, maxResultBytes, report, logger, stopping);

    /// <summary>The task. Followed as the topic <c>task:{id}</c>.</summary>
    public string Id { get; }

    /// <summary>What kind of work it is.</summary>
    public string Kind { get; }

    /// <summary>The number of the attempt; the first is 1. No two run with the same number.</summary>
    public int Attempt { get; }

    /// <summary>The user who has started it; null when that was the application, or somebody without a name.</summary>
    public string? Owner { get; }

    /// <summary>The key of its start; null when there was none.</summary>
    public string? Key { get; }

    /// <summary>The most that the result may have, in bytes of JSON: <c>Tasks:MaxResultBytes</c>, or less where <c>Ingest:MaxEventBytes</c> leaves less. With a larger one the task fails.</summary>
    public int MaxResultBytes { get; }

    /// <summary>A log in which each line carries the task, its kind and the attempt.</summary>
    public ILogger Logger { get; }

    /// <summary>Cancelled when the work is to stop: its time is over, somebody has cancelled it, or the server stops. Who does not obey is waited for <c>Tasks:Grace</c>, and no longer.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Tells how far the work is. As often as you like, from any thread: only the last one of each <c>Tasks:ProgressInterval</c> is told.</summary>
    /// <param name="percent">From 0 to 100; it never falls. Null when that is not known.</param>
    /// <param name="message">What is being done, at most 255 characters; null to leave what was said before.</param>
    public void Report(double? percent, string? message = null) => _report(percent, message);
}
