using System.Threading.Channels;
using RealtimeHub.Sources;

namespace Harbour;

public sealed class TideSource(TimeProvider clock) : IEventSource
{
    private double _metres = 1.5;
    public string Name => "tide";

    public async Task RunAsync(ChannelWriter<SourceEvent> events, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            _metres += (Random.Shared.NextDouble() - 0.5) / 10;
            await events.WriteAsync(SourceEvent.FromValue("demo:tide", new { metres = _metres }), stopping);
        }
    }
}
