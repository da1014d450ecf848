using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Connections;

namespace RealtimeHub.Micro.Support;

/// <summary>The output of a connection's transport, from which nothing has to be read: all of SignalR works, up to the pipe.</summary>
internal sealed class SwallowingTransport : PipeWriter
{
    private readonly byte[] _scratch = new byte[4_096];

    /// <summary>A client of SignalR, as the server has it, whose transport swallows.</summary>
    public static ClientConnection Connect()
    {
        var toServer = new Pipe().Reader;
        var toClient = new Pipe().Reader;
        var transport = new DefaultConnectionContext(
            Guid.NewGuid().ToString("N"), new Ends(toServer, new SwallowingTransport()), new Ends(toClient, new SwallowingTransport()));
        var options = new HubConnectionContextOptions { KeepAliveInterval = TimeSpan.FromMinutes(1) };
        var context = new HubConnectionContext(transport, options, NullLoggerFactory.Instance) { Protocol = new JsonHubProtocol() };
        return new ClientConnection(context, TimeProvider.System);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) => FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => new(default(FlushResult));

    public override Memory<byte> GetMemory(int sizeHint = 0) => sizeHint <= _scratch.Length ? _scratch : new byte[sizeHint];

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
