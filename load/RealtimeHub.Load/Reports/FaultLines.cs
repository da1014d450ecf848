namespace RealtimeHub.Load.Reports;

/// <summary>What went wrong in a run, in words.</summary>
internal static class FaultLines
{
    /// <summary>One line for each kind of fault that was seen; none when all was well.</summary>
    public static IReadOnlyList<string> Of(FaultFigures faults)
    {
        List<string> lines = [];
        Add(faults.Lost, "lost: they never came, and nobody said so");
        Add(faults.Repeated, "repeated: they came more than once");
        Add(faults.OutOfOrder, "out of order: they came before an earlier one");
        Add(faults.Announced, "announced as not coming", isFault: false);
        Add(faults.Unpublished, "not taken by the server in time");
        if (faults.BrokenConnections > 0)
            lines.Add($"{Show.Count(faults.BrokenConnections)} connections broke{(faults.FirstFailure is { } reason ? $"; the first: {reason}" : "")}");
        return lines;

        void Add(long count, string what, bool isFault = true)
        {
            if (count > 0) lines.Add($"{Show.Count(count)} events {what}{(isFault ? "" : " (no fault: the server said it)")}");
        }
    }
}
