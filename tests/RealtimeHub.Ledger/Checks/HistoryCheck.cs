namespace RealtimeHub.Ledger.Checks;

/// <summary>Whether a page of history has no hole and begins where it has to (C5).</summary>
internal static class HistoryCheck
{
    public static void Run(LedgerEntry.HistoryRead read, EpochBook book, long retained, Findings findings)
    {
        List<long> offsets = [.. read.Events.Select(e => e.Offset)];
        if (read.Reverse) offsets.Reverse();
        for (var i = 1; i < offsets.Count; i++)
            if (offsets[i] != offsets[i - 1] + 1) findings.Add(new Violation.HistoryHole(book.Topic, book.Epoch, offsets[i - 1] + 1, offsets[i]));

        if (FirstExpected(read, retained) is { } expected && !Begins(read, offsets, expected))
            findings.Add(new Violation.HistoryHole(book.Topic, book.Epoch, expected, offsets is [] ? 0 : read.Reverse ? offsets[^1] : offsets[0]));
    }

    /// <summary>The head is part of the same reading: what is promised to be kept before it is there.</summary>
    private static long? FirstExpected(LedgerEntry.HistoryRead read, long retained) =>
        read.Head.Offset <= read.After || (retained == 0 && read.Events is []) ? null
        : read.Reverse ? read.Head.Offset
        : retained == 0 ? null
        : Math.Max(read.After + 1, read.Head.Offset - retained + 1);

    private static bool Begins(LedgerEntry.HistoryRead read, List<long> offsets, long expected) =>
        offsets is not [] && (read.Reverse ? offsets[^1] == expected : offsets[0] > read.After && offsets[0] <= expected);
}
