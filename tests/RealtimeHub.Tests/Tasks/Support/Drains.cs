using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Connections;
using RealtimeHub.Diagnostics;
using RealtimeHub.Draining;
using RealtimeHub.Limits;
using RealtimeHub.Tests.Support;

namespace RealtimeHub.Tests.Tasks.Support;

/// <summary>A drain of a node that has no connections.</summary>
internal static class Drains
{
    public static Drain Make(TimeProvider clock, RealtimeHubMetrics metrics)
    {
        var options = Given.Options();
        var connections = new ConnectionRegistry(new Admission(
            options, Given.Limiter(clock, options), new MemoryWatch(options, clock), metrics, clock, NullLogger<Admission>.Instance));
        return new Drain(connections, new Goodbye(options, metrics), options, metrics, clock, NullLogger<Drain>.Instance);
    }
}
