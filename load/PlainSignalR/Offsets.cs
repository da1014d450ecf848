using System.Collections.Concurrent;

namespace RealtimeHub.Load.PlainSignalR;

/// <summary>Numbers the events of each topic, so that a client can tell whether it got all of them.</summary>
internal sealed class Offsets
{
    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.Ordinal);

    public long Next(string topic) => _last.AddOrUpdate(topic, 1, (_, last) => last + 1);

    public long Current(string topic) => _last.GetValueOrDefault(topic);
}
