using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Connections;
using RealtimeHub.Limits;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Support;

/// <summary>
/// A real SignalR connection over pipes in memory. What the server writes stays in the pipe until it is read here, so a
/// client that does not read holds up its writes as a full socket does.
/// </summary>
internal sealed class PipedClient
{
    private readonly Pipe _toClient;
    private readonly string _protocol;

    /// <param name="protocol">The name of the SignalR protocol.</param>
    /// <param name="roomFor">How many unread bytes hold up the next write.</param>
    /// <param name="clock">What its goodbye is measured with; by default the machine's.</param>
    public PipedClient(string protocol = "json", int roomFor = 1_048_576, TimeProvider? clock = null)
    {
        _protocol = protocol;
        _toClient = new Pipe(new PipeOptions(
            writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: roomFor, resumeWriterThreshold: 1, useSynchronizationContext: false));
        var transport = new DefaultConnectionContext(Guid.NewGuid().ToString("N"), new Pipes(new Pipe().Reader, _toClient.Writer), new Pipes(_toClient.Reader, new Pipe().Writer));
        Context = new HubConnectionContext(
            transport, new HubConnectionContextOptions { KeepAliveInterval = TimeSpan.FromMinutes(1) }, NullLoggerFactory.Instance)
        {
            Protocol = HubMessages.Protocol(protocol),
        };
        var limiter = Given.Limiter(TimeProvider.System, Given.Options());
        Connection = new ClientConnection(Context, clock ?? TimeProvider.System, new ConnectionMeter(limiter, user: null, address: null));
    }

    public HubConnectionContext Context { get; }

    public ClientConnection Connection { get; }

    /// <summary>Whether the server has ended the connection.</summary>
    public bool IsCut => Context.ConnectionAborted.IsCancellationRequested;

    /// <summary>What the server writes, for those who read it themselves.</summary>
    public PipeReader Written => _toClient.Reader;

    /// <summary>Ends the connection as a cut cable does: what was written and not read is lost.</summary>
    public void Break()
    {
        _toClient.Reader.Complete();
        Context.Abort();
    }

    /// <summary>Reads what has been written so far and everything that comes until there are so many messages.</summary>
    public async Task<List<InvocationMessage>> ReadAsync(int count, bool withMeta = false)
    {
        var messages = new List<InvocationMessage>();
        while (messages.Count < count)
        {
            // Writes are whole messages, so a read never ends within one.
            var read = await _toClient.Reader.ReadAsync(Patience.Token);
            Assert.False(read.IsCompleted && read.Buffer.IsEmpty, "the connection has ended");
            messages.AddRange(HubMessages.Read(_protocol, read.Buffer.ToArray(), withMeta));
            _toClient.Reader.AdvanceTo(read.Buffer.End);
        }

        return messages;
    }

    /// <summary>Takes what waits to be read. A write that was held up has finished when this returns.</summary>
    public void Drain()
    {
        if (_toClient.Reader.TryRead(out var read)) _toClient.Reader.AdvanceTo(read.Buffer.End);
    }

    /// <summary>How many bytes wait to be read; nothing is taken.</summary>
    public long Unread()
    {
        if (!_toClient.Reader.TryRead(out var read)) return 0;
        var length = read.Buffer.Length;
        _toClient.Reader.AdvanceTo(read.Buffer.Start);
        return length;
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
