namespace RealtimeHub.Load.Measuring;

/// <summary>Counts how late events came. Threads may add at the same time.</summary>
internal interface ILatencySink
{
    /// <param name="due">When the event was to be published, as a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</param>
    /// <param name="now">When it had been read.</param>
    void Add(long due, long now);
}
