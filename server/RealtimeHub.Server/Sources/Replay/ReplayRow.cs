namespace RealtimeHub.Server.Sources.Replay;

/// <summary>One row of a file: an event, or the reason why it cannot be one.</summary>
internal abstract record ReplayRow
{
    private ReplayRow()
    {
    }

    /// <summary>A row that can be published.</summary>
    /// <param name="Json">One JSON value as UTF-8 text.</param>
    /// <param name="Key">The value of the key column, if there is one.</param>
    /// <param name="Time">The value of the time column, if one was asked for.</param>
    public sealed record Event(byte[] Json, string? Key, DateTimeOffset? Time) : ReplayRow;

    /// <summary>A row that is skipped.</summary>
    /// <param name="Line">Its line in the file, from 1.</param>
    /// <param name="Reason">What is wrong with it.</param>
    public sealed record Unreadable(long Line, string Reason) : ReplayRow;
}
