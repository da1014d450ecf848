using System.IO.Pipelines;

namespace RealtimeHub.Micro.Support;

/// <summary>The output of a connection's transport, from which nothing has to be read: all of SignalR works, up to the pipe.</summary>
internal sealed class SwallowingTransport : PipeWriter
{
    private readonly byte[] _scratch = new byte[4_096];

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
}
