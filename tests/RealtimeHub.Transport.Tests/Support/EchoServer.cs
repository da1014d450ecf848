using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Transport.Http;
using RealtimeHub.Transport.Hubs;
using RealtimeHub.Transport.Loops;
using RealtimeHub.Transport.Sockets;
using RealtimeHub.Transport.Tests.Support;
using RealtimeHub.Transport.WebSockets;

[assembly: AssemblyFixture(typeof(EchoServer))]

namespace RealtimeHub.Transport.Tests.Support;

/// <summary>A WebSocket endpoint that echoes, taken over from Kestrel as those of hubs are. All tests of conformance share one.</summary>
public sealed class EchoServer : IAsyncLifetime
{
    private DirectApp _app = null!;

    internal Uri Endpoint => _app.At("/echo");

    internal MetricWatch Metrics => _app.Metrics;

    public async ValueTask InitializeAsync() => _app = await DirectApp.StartAsync(app => app.MapGet("/echo", TakeOverAsync));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal Task<RawClient> OpenAsync(params string[] headers) => RawClient.OpenAsync(Endpoint, receiveBuffer: null, headers);

    private static async Task TakeOverAsync(HttpContext http)
    {
        if (Upgrade.Problem(http) is { } problem)
        {
            await Upgrade.RefuseAsync(http, problem);
            return;
        }

        var handover = http.Features.Get<ISocketHandover>()!;
        var metrics = http.RequestServices.GetRequiredService<TransportMetrics>();
        await Upgrade.AcceptAsync(http, selectSubProtocol: null);
        handover.Loop.Post(new Arrival(handover, handover.HandOver(), metrics));
    }

    private sealed class Arrival(ISocketHandover handover, LoopSocket socket, TransportMetrics metrics) : ILoopWork
    {
        private static readonly WebSocketLimits Limits = new(TimeProvider.System, MaxMessageBytes: 16 << 20, Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(5));

        public void Run()
        {
            metrics.Opened();
            new EchoSocket(socket, Limits, metrics).Begin(handover.TakeRest());
        }
    }
}
