using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>A background task has not succeeded.</summary>
/// <param name="report">Its last report.</param>
public sealed class HubTaskException(TaskReport report) : Exception(TextOf(report))
{
    /// <summary>The last report of the task: <see cref="TaskReport.Error"/> says why, in a word for programs and a sentence for people.</summary>
    public TaskReport Report => report;

    private static string TextOf(TaskReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Error is { } error ? $"The task has {report.State.ToString().ToLowerInvariant()}: {error.Message} ({error.Code})" : $"The task was {report.State.ToString().ToLowerInvariant()}.";
    }
}
