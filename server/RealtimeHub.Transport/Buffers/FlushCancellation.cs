namespace RealtimeHub.Transport.Buffers;

/// <summary>Ends the wait for one pending flush when a token says so. Used under the gate of its output.</summary>
internal sealed class FlushCancellation(SocketOutput output)
{
    private CancellationTokenRegistration _registration;

    public void Begin(CancellationToken token) =>
        _registration = token.UnsafeRegister(static (self, token) => ((FlushCancellation)self!).Run(token), this);

    /// <summary>Does not wait for one that has begun.</summary>
    public void Drop() => _registration.Unregister();

    private void Run(CancellationToken token) => output.Cancel(this, token);
}
