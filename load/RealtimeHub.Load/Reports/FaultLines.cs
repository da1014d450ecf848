namespace RealtimeHub.Load.Reports;

/// <summary>What went wrong in a run, in words.</summary>
internal static class FaultLines
{
    /// <summary>One line for each kind of fault that was seen; none when all was well.</summary>
    public static IReadOnlyList<string> Of(FaultFigures faults)
    {
        List<string> lines = [];
        Add(faults.Lost, "lost: never delivered, and nobody said so");
        Add(faults.Repeated, "repeated: delivered more than once");
        Add(faults.OutOfOrder, "out of order: delivered after a later one");
        Add(faults.Announced, "announced as not coming", isFault: false);
        Add(faults.Unpublished, "not taken by the server in time");
        Add(faults.Unanswered, "of these sent and never answered: nobody knows whether the server took them");
        if (faults.BrokenConnections > 0)
            lines.Add($"{(faults.BrokenConnections == 1 ? "a connection" : $"{Show.Count(faults.BrokenConnections)} connections")} broke{(faults.FirstFailure is { } reason ? $"; why the first did: {reason}" : "")}");
        return lines;

        void Add(long count, string what, bool isFault = true)
        {
            if (count > 0) lines.Add($"{Show.Count(count)} {(count == 1 ? "event" : "events")} {what}{(isFault ? "" : " (no fault: the server said it)")}");
        }
    }
}
