namespace RealtimeHub.Server.Sources.Replay;

/// <summary>Reads the rows of a file one after the other, never more of the file than it needs for the next.</summary>
internal interface IReplayReader
{
    /// <exception cref="InvalidOperationException">The file does not have the columns that the options ask for.</exception>
    IAsyncEnumerable<ReplayRow> ReadAsync(Stream file, CancellationToken cancellationToken);
}
