using System.Threading.Channels;

namespace RealtimeHub.Sources;

/// <summary>A background producer inside the server.</summary>
/// <remarks>
/// Each source runs on its own, supervised: when <see cref="RunAsync"/> throws or returns early it is logged and started
/// again after a growing delay, and no other source notices. What it writes goes through a bounded channel: a source that
/// is faster than the server waits in <c>WriteAsync</c>.
/// </remarks>
public interface IEventSource
{
    /// <summary>A short name for logs and metrics, such as <c>host-metrics</c>.</summary>
    string Name { get; }

    /// <summary>Produces events until <paramref name="stopping"/> is cancelled.</summary>
    /// <param name="events">Where the events go. The source does not complete it.</param>
    /// <param name="stopping">Cancelled when the server stops; what was written before is still published.</param>
    Task RunAsync(ChannelWriter<SourceEvent> events, CancellationToken stopping);
}
