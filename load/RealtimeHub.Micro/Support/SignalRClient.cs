using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Connections;
using RealtimeHub.Diagnostics;
using RealtimeHub.Limits;

namespace RealtimeHub.Micro.Support;

/// <summary>A client of the hub as the server has it, over any transport.</summary>
internal static class SignalRClient
{
    /// <param name="output">Where the transport gets what is written to the client.</param>
    public static ClientConnection Over(PipeWriter output)
    {
        var transport = new DefaultConnectionContext(
            Guid.NewGuid().ToString("N"), new Ends(new Pipe().Reader, output), new Ends(new Pipe().Reader, new Pipe().Writer));
        var options = new HubConnectionContextOptions { KeepAliveInterval = TimeSpan.FromMinutes(1) };
        var context = new HubConnectionContext(transport, options, NullLoggerFactory.Instance) { Protocol = new JsonHubProtocol() };
        return new ClientConnection(context, TimeProvider.System, new ConnectionMeter(Limits(), user: null, address: null));
    }

    private static Limiter Limits()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        return new Limiter(Options.Create(new RealtimeHubOptions()), TimeProvider.System, new RealtimeHubMetrics(meters), NullLogger<Limiter>.Instance);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
