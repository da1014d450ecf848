using System.Threading.Channels;

namespace RealtimeHub.Sources;

/// <summary>What a source writes to: the channel without the power to complete it, which would silence the source's next runs.</summary>
internal sealed class SourceWriter : ChannelWriter<SourceEvent>
{
    private readonly ChannelWriter<SourceEvent> _inner;

    public SourceWriter(ChannelWriter<SourceEvent> inner) => _inner = inner;

    public override bool TryWrite(SourceEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return _inner.TryWrite(item);
    }

    public override ValueTask WriteAsync(SourceEvent item, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        return _inner.WriteAsync(item, cancellationToken);
    }

    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) =>
        _inner.WaitToWriteAsync(cancellationToken);
}
