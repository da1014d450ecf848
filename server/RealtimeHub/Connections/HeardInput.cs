using System.IO.Pipelines;

namespace RealtimeHub.Connections;

/// <summary>What comes from one client, with the time at which something came last.</summary>
internal sealed class HeardInput : PipeReader
{
    private readonly PipeReader _input;
    private readonly TimeProvider _clock;
    private long _lastHeard;

    public HeardInput(PipeReader input, TimeProvider clock)
    {
        (_input, _clock) = (input, clock);
        Note();
    }

    /// <summary>For how long nothing has come.</summary>
    public TimeSpan Silence => _clock.GetElapsedTime(Volatile.Read(ref _lastHeard));

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // Every read that brought something ends here.
        Note();
        _input.AdvanceTo(consumed, examined);
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => _input.ReadAsync(cancellationToken);

    public override bool TryRead(out ReadResult result) => _input.TryRead(out result);

    public override void CancelPendingRead() => _input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _input.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _input.CompleteAsync(exception);

    private void Note() => Volatile.Write(ref _lastHeard, _clock.GetTimestamp());
}
